import { useState } from 'react'
import { classNames, isTrainId, trainIds, type ClassName, type TrainId } from '../../../../shared/labels.ts'
import type { TunedClass } from '../../../../shared/tuning.ts'
import { seenUrl } from '../../../api/preview-media.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { PictureBox } from '../filter/picture-box.tsx'
import { ResultPicture } from '../filter/result-picture.tsx'
import type { Tuning } from '../use-tuning.ts'
import { ChannelChart } from './channel-chart.tsx'
import { ClassCanvas } from './class-canvas.tsx'
import { withSource } from './class-map.ts'
import { ClassRow } from './class-row.tsx'
import styles from './class-view.module.css'

/** What class-wise AdaIN did with each class, and from which class of the reference it takes its appearance. */
export function ClassView({ tuning }: { tuning: Tuning }) {
  const { loaded, shown, tuned, isRunning, run } = tuning
  const [lit, setLit] = useState<TrainId | null>(null)
  const [chosen, setChosen] = useState<TrainId | null>(null)
  const { settings } = tuned
  if (!shown || !loaded)
    return (
      <EmptyState
        sentence={
          isRunning
            ? 'What became of each class shows here as soon as the run is done.'
            : shown
              ? 'Reading what the run kept.'
              : 'What became of each class is known after a run. Run the transfer once.'
        }
        action={isRunning || shown ? undefined : { label: 'Run', onClick: () => run() }}
      />
    )
  const { view, maps } = loaded
  const ratio = shown.settings.size[1] / shown.settings.size[0]
  const present = maps.reference ? trainIds.filter((id) => maps.reference!.includes(id)) : []
  const sortedClasses = view.classes.toSorted((a, b) => b.contentPixels - a.contentPixels)
  const detail = sortedClasses.find(({ trainId }) => trainId === chosen) ?? sortedClasses.find(hasStatistics)
  const map = (trainId: TrainId, source: ClassName | null) =>
    tuned.change({ ...settings, classMap: withSource(settings.classMap, trainId, source) })
  const litReference =
    lit === null ? null : (view.classes.find(({ trainId }) => trainId === lit)?.referenceTrainId ?? lit)
  return (
    <div className={styles.view}>
      <div className={styles.pictures}>
        <PictureBox caption="Content, by class" ratio={ratio}>
          <img src={seenUrl(shown.preview, 'content')} alt="Content" draggable={false} />
          {maps.content && <ClassCanvas grid={maps} classes={maps.content} lit={lit} />}
        </PictureBox>
        <PictureBox caption="Reference, by class" ratio={ratio}>
          <img src={seenUrl(shown.preview, 'reference')} alt="Reference" draggable={false} />
          {maps.reference && <ClassCanvas grid={maps} classes={maps.reference} lit={litReference} />}
        </PictureBox>
        <ResultPicture tuning={tuning} />
      </div>
      <div className={styles.main}>
        {sortedClasses.length === 0 ? (
          <p className={styles.note}>{whyNoClasses(tuning)}</p>
        ) : (
          <div className={styles.card} onPointerLeave={() => setLit(null)}>
            <table aria-label="What class-wise AdaIN did with each class">
              <thead>
                <tr>
                  <th scope="col">Class of the content</th>
                  <th scope="col">Takes its style from</th>
                  <th scope="col">At the last step, {view.step}</th>
                  <th
                    scope="col"
                    className={styles.number}
                    title="Latent pixels after erosion, of content and reference"
                  >
                    Pixels
                  </th>
                  <th scope="col" title="Of mean and spread, from the class of the reference">
                    Distance before → after
                  </th>
                </tr>
              </thead>
              <tbody>
                {sortedClasses.map((each) => (
                  <ClassRow
                    key={each.trainId}
                    tunedClass={each}
                    classMap={settings.classMap}
                    present={present}
                    isLit={lit === each.trainId}
                    onLit={setLit}
                    onChoose={setChosen}
                    onSource={(source) => map(each.trainId, source)}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {detail && hasStatistics(detail) && <Detail tunedClass={detail} />}
      </div>
    </div>
  )
}

type Measured = TunedClass & { readonly [Part in 'before' | 'after' | 'reference']: NonNullable<TunedClass[Part]> }

const hasStatistics = (tunedClass: TunedClass): tunedClass is Measured =>
  tunedClass.before !== null && tunedClass.after !== null && tunedClass.reference !== null

function Detail({ tunedClass: { trainId, referenceTrainId, before, after, reference } }: { tunedClass: Measured }) {
  const of =
    isTrainId(referenceTrainId!) && referenceTrainId !== trainId ? ` after ${classNames[referenceTrainId]}` : ''
  return (
    <section className={styles.detail} aria-label={`Statistics of ${classNames[trainId]}`}>
      <h2>
        {classNames[trainId]}
        {of}
        <span className={styles.key}>
          <svg width="10" height="10" aria-hidden>
            <circle cx="5" cy="5" r="3.5" fill="none" stroke="var(--second)" strokeWidth="1.5" />
          </svg>
          before
        </span>
        <span className={styles.key}>
          <svg width="10" height="10" aria-hidden>
            <circle cx="5" cy="5" r="4" fill="var(--accent)" />
          </svg>
          after
        </span>
        <span className={styles.key}>
          <svg width="14" height="10" aria-hidden>
            <line x1="0" y1="5" x2="14" y2="5" stroke="var(--text)" strokeWidth="2" />
          </svg>
          reference
        </span>
      </h2>
      <div className={styles.charts}>
        <ChannelChart name="Mean of each latent channel" part="mean" {...{ before, after, reference }} />
        <ChannelChart name="Spread of each latent channel" part="std" {...{ before, after, reference }} />
      </div>
    </section>
  )
}

function whyNoClasses({ loaded, shown }: Tuning): string {
  const { hasContentLabel, hasReferenceLabel } = loaded!.view
  if (!hasContentLabel) return 'The content has no label, so its style was changed as a whole. Pick a labelled frame.'
  if (!hasReferenceLabel) return 'The reference has no label, so it lent its style as a whole. Pick a labelled one.'
  if (shown!.settings.method === 'cross-image')
    return 'Cross-image changes the style of the whole picture. Choose cacti or cactif for classes.'
  return 'No step of this run was class-wise. Widen “Active in” under Style per class.'
}
