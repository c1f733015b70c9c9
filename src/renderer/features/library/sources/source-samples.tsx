import { useCallback } from 'react'
import { api, thumbnailUrl } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { PictureTile } from '../../../ui/pictures/picture-tile.tsx'
import { samplePlaces, SAMPLES } from './source-state.ts'
import styles from './source-samples.module.css'

interface SourceSamplesProps {
  readonly source: number
  readonly images: number
  readonly isDimmed: boolean
}

/** A few pictures from all over a source; boxes where there are none yet. */
export function SourceSamples({ source, images, isDimmed }: SourceSamplesProps) {
  const ask = useCallback((signal: AbortSignal) => askSamples(source, images, signal), [source, images])
  const { value: ids = [] } = useAnswer(ask)
  return (
    <div className={styles.samples} aria-hidden>
      {Array.from({ length: SAMPLES }, (_, sample) => {
        const id = ids[sample]
        return (
          <PictureTile
            key={sample}
            className={styles.sample ?? ''}
            name=""
            isDimmed={isDimmed}
            src={id === undefined ? id : thumbnailUrl(id)}
          >
            {null}
          </PictureTile>
        )
      })}
    </div>
  )
}

async function askSamples(source: number, images: number, signal: AbortSignal): Promise<readonly number[]> {
  const list = { filter: { sources: [source] }, sort: { by: 'name', descending: false } } as const
  const answers = await Promise.all(
    samplePlaces(images).map((place) => api.gallery.ids({ ...list, from: place, to: place + 1 }, { signal })),
  )
  return answers.flat()
}
