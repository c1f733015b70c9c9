import { useMemo, useState } from 'react'
import type { TrainId } from '../../../../shared/labels.ts'
import { imageUrl } from '../../../api.ts'
import { seenUrl } from '../../../api/preview-media.ts'
import { HistoryStrip } from '../history/history-strip.tsx'
import type { Tuning } from '../use-tuning.ts'
import { classesIn, classTable } from './class-table.ts'
import { ClassTableCard } from './class-table-card.tsx'
import { useDraggedShare } from './dragged-share.ts'
import styles from './filter-view.module.css'
import { FilterState } from './filter-state.tsx'
import { HeatPicture, type Layers } from './heat-picture.tsx'
import { LinkLine } from './link-line.tsx'
import { PictureBox, SourcePicture } from './picture-box.tsx'
import { keptAt, placesOf, type Looked } from './places.ts'
import { ResultPicture } from './result-picture.tsx'
import { ThresholdCard } from './threshold-card.tsx'
import { useLink } from './use-link.ts'

interface FilterViewProps {
  readonly tuning: Tuning
  readonly looked: Looked
  readonly layers: Layers
}

/** What the attention filter saw: similarities over the content, the threshold, what would be kept, and where each place attends. */
export function FilterView({ tuning, looked, layers }: FilterViewProps) {
  const { pair, tuned, shown, loaded, agreement } = tuning
  const { settings } = tuned
  const { dragged, draft } = useDraggedShare()
  const [lit, setLit] = useState<TrainId | null>(null)
  const [over, setOver] = useState<HTMLElement | null>(null)
  const { step, layer } = looked
  const run = loaded?.run ?? null
  const places = useMemo(() => run && placesOf(run, { step, layer }), [run, step, layer])
  const share = draft ?? settings.filterShare
  const kept = useMemo(() => places && keptAt(places, share), [places, share])
  const rows = useMemo(
    () => (places && kept && loaded ? classTable(places, kept.mask, loaded.maps) : []),
    [places, kept, loaded],
  )
  const litMask = useMemo(() => {
    if (lit === null || !places || !loaded?.maps.content) return null
    return classesIn(loaded.maps.content, loaded.maps, places).map((id) => (id === lit ? 1 : 0))
  }, [lit, places, loaded])
  const { ends, sentence, handlers, setContent, setReference } = useLink({ places, kept, maps: loaded?.maps ?? null })
  const ratio = settings.size[1] / settings.size[0]
  const change = (filterShare: number) => tuned.change({ ...settings, filterShare })
  return (
    <div ref={setOver} className={styles.grid}>
      <div className={styles.column}>
        <HeatPicture
          {...{ tuning, places, kept, dragged, lit: litMask, layers, sentence, handlers }}
          boxRef={setContent}
        />
        {places && kept ? (
          <ThresholdCard
            {...{ places, kept, share, dragged }}
            onShare={change}
            onRun={() => tuning.run({ ...settings, filterShare: share })}
            state={<FilterState {...{ settings, shown: shown!, kept, agreement }} isMean={places.filtered === null} />}
          />
        ) : (
          <p className={styles.note}>{whyNoPlaces(tuning)}</p>
        )}
        <HistoryStrip tuning={tuning} />
      </div>
      <div className={styles.column}>
        <PictureBox ref={setReference} caption="Reference" ratio={ratio}>
          <SourcePicture src={shown ? seenUrl(shown.preview, 'reference') : imageUrl(pair.reference)} alt="Reference" />
        </PictureBox>
        <ResultPicture tuning={tuning} />
        <div className={`${styles.grows} ${styles.column}`}>
          {places && loaded ? (
            <ClassTableCard
              {...{ rows, lit }}
              onLit={setLit}
              hasContentLabel={loaded.view.hasContentLabel}
              hasReferenceLabel={loaded.view.hasReferenceLabel}
            />
          ) : null}
        </div>
      </div>
      {over && ends && <LinkLine over={over} {...ends} />}
    </div>
  )
}

/** Why there is no threshold to drag, ending in something to do. */
function whyNoPlaces({ isRunning, shown, loaded, tuned }: Tuning): string {
  if (tuned.settings.method !== 'cactif')
    return `${tuned.settings.method} keeps nothing of the content’s own attention. Choose cactif to filter.`
  if (!shown)
    return isRunning ? 'The similarities show here as soon as the run is done.' : 'Run once to see what is kept.'
  if (!loaded) return 'Reading what the run saw.'
  if (!loaded.run) return `Nothing was filtered: this was run as ${shown.settings.method}. Run again.`
  return 'The filter did not act in this step and layer. Choose another one.'
}
