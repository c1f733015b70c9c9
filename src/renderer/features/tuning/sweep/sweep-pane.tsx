import AddIcon from '@mui/icons-material/AddRounded'
import CloseIcon from '@mui/icons-material/Close'
import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useState } from 'react'
import type { SourceSummary } from '../../../../shared/gallery.ts'
import type { Pair } from '../../../../shared/tuning.ts'
import { thumbnailUrl } from '../../../api.ts'
import { sheetUrl } from '../../../api/preview-media.ts'
import { counted, duration } from '../../../ui/format/numbers.ts'
import { Section } from '../../../ui/layout/pane.tsx'
import { ImageDialog } from '../pair/image-dialog.tsx'
import type { Role } from '../pair/role.ts'
import type { Tuning } from '../use-tuning.ts'
import { AxisEditor } from './axis-editor.tsx'
import { sweepCost } from './sweep-plan.ts'
import styles from './sweep.module.css'
import { MAX_PAIRS, type Sweep } from './use-sweep.ts'

interface SweepPaneProps {
  readonly tuning: Tuning
  readonly sweep: Sweep
  readonly sources: readonly SourceSummary[]
}

/** What is swept over, on which pairs, and what that costs. */
export function SweepPane({ tuning, sweep, sources }: SweepPaneProps) {
  const { axes, setAxes, pairs } = sweep
  const { settings } = tuning.tuned
  const { across, down } = axes
  return (
    <>
      <AxisEditor
        title="Across"
        axis={across}
        other={down?.setting ?? null}
        settings={settings}
        onAxis={(axis) => axis && setAxes({ ...axes, across: axis })}
      />
      <AxisEditor
        title="Down"
        axis={down}
        other={across.setting}
        settings={settings}
        onAxis={(axis) => setAxes({ ...axes, down: axis })}
      />
      <Pairs sweep={sweep} sources={sources} />
      <Section title="Cost">
        <p className={styles.cost}>{costWords(sweep, pairs.length, tuning.shown?.result.seconds ?? null)}</p>
      </Section>
      {sweep.sweep && (
        <div className={styles.foot}>
          <Button
            startIcon={<DownloadIcon />}
            href={sheetUrl(sweep.sweep.sweep)}
            download="sweep.png"
            title="All pictures with their values and measures"
          >
            Save grid as PNG
          </Button>
        </div>
      )}
    </>
  )
}

function costWords({ axes }: Sweep, pairs: number, seconds: number | null): string {
  const { pictures, times } = sweepCost(axes, pairs)
  const count = counted(pictures, 'picture')
  const time = seconds === null ? '' : ` in about ${duration(times * seconds)}`
  if (times === pictures) return `${count}${time}.`
  return `${count}${time}. Kept shares run together, so all of it takes the time of ${times.toFixed(1)} pictures.`
}

function Pairs({ sweep, sources }: { sweep: Sweep; sources: readonly SourceSummary[] }) {
  const { pairs, setPairs, looked, look } = sweep
  const [adding, setAdding] = useState<{ readonly role: Role; readonly content: number | null } | null>(null)
  const own = pairs[0]!
  const remove = (index: number) => setPairs(pairs.filter((_, each) => each > 0 && each !== index))
  const takeImage = (image: number) => {
    if (adding?.role === 'content') return setAdding({ role: 'reference', content: image })
    const next: Pair = { content: adding!.content ?? own.content, reference: image }
    setAdding(null)
    if (!pairs.some((pair) => pair.content === next.content && pair.reference === next.reference))
      setPairs([...pairs.slice(1), next])
  }
  return (
    <Section title="Pairs" note={pairs.length > 1 ? `${looked + 1} of ${pairs.length}` : undefined}>
      {pairs.map((pair, index) => (
        <div key={`${pair.content} ${pair.reference}`} className={styles.pairRow}>
          <button
            type="button"
            className={styles.pair}
            aria-pressed={index === looked}
            aria-label={`Pair ${index + 1}`}
            onClick={() => look(index)}
          >
            <img src={thumbnailUrl(pair.content)} alt="" draggable={false} />
            <img src={thumbnailUrl(pair.reference)} alt="" draggable={false} />
          </button>
          {index > 0 && (
            <IconButton aria-label={`Remove pair ${index + 1}`} title="Remove the pair" onClick={() => remove(index)}>
              <CloseIcon />
            </IconButton>
          )}
        </div>
      ))}
      {pairs.length < MAX_PAIRS && (
        <Button startIcon={<AddIcon />} onClick={() => setAdding({ role: 'content', content: null })}>
          Add a pair
        </Button>
      )}
      {adding && (
        <ImageDialog
          key={adding.role}
          role={adding.role}
          chosen={own[adding.role]}
          sources={sources}
          onClose={() => setAdding(null)}
          onImage={takeImage}
        />
      )}
    </Section>
  )
}
