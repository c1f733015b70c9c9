import { useCallback, useState } from 'react'
import { api, thumbnailUrl } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
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
      {Array.from({ length: SAMPLES }, (_, sample) => (
        <Sample key={`${sample} ${ids[sample]}`} image={ids[sample]} isDimmed={isDimmed} />
      ))}
    </div>
  )
}

/** A box of its final size; it stays empty where the picture cannot be read. */
function Sample({ image, isDimmed }: { image: number | undefined; isDimmed: boolean }) {
  const [isBroken, setIsBroken] = useState(false)
  return (
    <span className={isDimmed ? `${styles.sample} ${styles.dimmed}` : styles.sample}>
      {image !== undefined && !isBroken && (
        <img className={styles.picture} src={thumbnailUrl(image)} alt="" onError={() => setIsBroken(true)} />
      )}
    </span>
  )
}

async function askSamples(source: number, images: number, signal: AbortSignal): Promise<readonly number[]> {
  const list = { filter: { sources: [source] }, sort: { by: 'name', descending: false } } as const
  const answers = await Promise.all(
    samplePlaces(images).map((place) => api.gallery.ids({ ...list, from: place, to: place + 1 }, { signal })),
  )
  return answers.flat()
}
