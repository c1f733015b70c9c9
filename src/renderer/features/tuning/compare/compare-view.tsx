import type { CSSProperties } from 'react'
import { resultUrl, seenUrl } from '../../../api/preview-media.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { count, duration, measure } from '../../../ui/format/numbers.ts'
import { BeforeAfterSlider } from '../../../ui/pictures/before-after-slider.tsx'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import type { PlacedPicture } from '../../loupe/zoom.ts'
import { ResultPicture, ranInWords } from '../filter/result-picture.tsx'
import { HistoryStrip } from '../history/history-strip.tsx'
import type { Tuning } from '../use-tuning.ts'
import type { CompareLook } from './compare-look.ts'
import styles from './compare-view.module.css'
import { LabelBorders } from './label-borders.tsx'
import { LinkedPicture } from './linked-picture.tsx'

/** Content, reference and result: behind a line, side by side, or what differs. */
export function CompareView({ tuning, look }: { tuning: Tuning; look: CompareLook }) {
  const { shown, isRunning, run, tuned } = tuning
  const [height, width] = (shown ?? tuned).settings.size
  const ratio: CSSProperties = { '--ratio': width / height } as CSSProperties
  return (
    <div className={styles.view}>
      <div className={styles.stage}>
        {isRunning ? (
          <div className={styles.fitted} style={ratio}>
            <ResultPicture tuning={tuning} />
          </div>
        ) : shown ? (
          <Compared {...{ tuning, look, ratio }} preview={shown.preview} />
        ) : (
          <EmptyState
            sentence="Nothing to compare yet. Run the transfer once."
            action={{ label: 'Run', onClick: () => run() }}
          />
        )}
      </div>
      {shown && !isRunning && <Facts tuning={tuning} />}
      <HistoryStrip tuning={tuning} />
    </div>
  )
}

interface ComparedProps {
  readonly tuning: Tuning
  readonly look: CompareLook
  readonly ratio: CSSProperties
  readonly preview: string
}

function Compared({ tuning, look: { mode, hasBorders, held, zoom, onZoom }, ratio, preview }: ComparedProps) {
  const { pair, shown } = tuning
  const [height, width] = shown!.settings.size
  const [content, result] = [seenUrl(preview, 'content'), resultUrl(preview)]
  const resultName = `Result, ${ranInWords(shown!.settings)}`
  const borders = hasBorders && <LabelBorders image={pair.content} className={styles.over} />
  if (mode === 'side') {
    const linked = { zoom, onZoom, size: { width, height } }
    const bordersAt = (lies: PlacedPicture) =>
      hasBorders && <LabelBorders image={pair.content} className="" style={{ ...lies }} />
    return (
      <div className={styles.side}>
        {(
          [
            ['Content', content],
            [resultName, result],
            ['Reference', seenUrl(preview, 'reference')],
          ] as const
        ).map(([name, src]) => (
          <LinkedPicture key={name} name={name} {...linked}>
            {(lies) => (
              <>
                <img style={lies} src={src} alt={name} draggable={false} />
                {name !== 'Reference' && bordersAt(lies)}
              </>
            )}
          </LinkedPicture>
        ))}
        <LinkedPicture name={differenceName} {...linked}>
          {(lies) => (
            <>
              <Difference {...{ content, result }} style={lies} />
              {bordersAt(lies)}
            </>
          )}
        </LinkedPicture>
      </div>
    )
  }
  return (
    <div className={styles.fitted} style={ratio}>
      {mode === 'slider' ? (
        <BeforeAfterSlider
          before={content}
          after={result}
          beforeName="Content"
          afterName={resultName}
          ratio={width / height}
        >
          {borders}
          {held && <Held image={held} src={seenUrl(preview, held)} />}
        </BeforeAfterSlider>
      ) : (
        <div className={styles.whole} style={{ aspectRatio: width / height }}>
          <Difference {...{ content, result }} style={{ inset: 0 }} />
          {borders}
          <Scrim corner="top-left">{differenceName}</Scrim>
          {held && <Held image={held} src={seenUrl(preview, held)} />}
        </div>
      )}
    </div>
  )
}

const differenceName = 'Difference, twice as bright: black is unchanged'

const Difference = ({ content, result, style }: { content: string; result: string; style: CSSProperties }) => (
  <div className={styles.difference} style={style}>
    <img src={content} alt="" draggable={false} />
    <img src={result} alt="Difference between content and result, twice as bright" draggable={false} />
  </div>
)

const Held = ({ image, src }: { image: 'content' | 'reference'; src: string }) => (
  <>
    <img className={`${styles.over} ${styles.held}`} src={src} alt={image} draggable={false} />
    <Scrim corner="top-left">{image === 'content' ? 'Content' : 'Reference'}</Scrim>
  </>
)

function Facts({ tuning: { shown } }: { tuning: Tuning }) {
  const { measures, seconds, evaluations, model, provider, precision } = shown!.result
  return (
    <div className={styles.facts}>
      <Fact name="structure kept, of 1">{measured(measures?.structure)}</Fact>
      <Fact name="distance from the style, less is better">{measured(measures?.style)}</Fact>
      <Fact name="leakage, less is better">{measured(measures?.leakage)}</Fact>
      <Fact name={`${model}, ${provider} in ${precision}`}>{duration(seconds)}</Fact>
      <Fact name="rows that the U-Net evaluated">{count(evaluations)}</Fact>
    </div>
  )
}

const measured = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : measure(value)

const Fact = ({ name, children }: { name: string; children: string }) => (
  <span className={styles.fact}>
    <b>{children}</b>
    {name}
  </span>
)
