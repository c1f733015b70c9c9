import CloseIcon from '@mui/icons-material/Close'
import NextIcon from '@mui/icons-material/ChevronRight'
import PreviousIcon from '@mui/icons-material/ChevronLeft'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import IconButton from '@mui/material/IconButton'
import { useEffect, useId, useSyncExternalStore, type KeyboardEvent } from 'react'
import type { RunsState, TransferRow } from '../../../../shared/runs.ts'
import { imageUrl, resultUrl } from '../../../api.ts'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { count, duration, measure } from '../../../ui/format/numbers.ts'
import { Spacer } from '../../../ui/layout/bars.tsx'
import { BeforeAfterSlider } from '../../../ui/pictures/before-after-slider.tsx'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import { transferDetail, transferStateWords } from '../run-words.ts'
import type { TransferList } from './transfer-list.ts'
import styles from './transfer-dialog.module.css'

interface TransferDialogProps {
  readonly list: TransferList
  readonly index: number
  readonly work: Pick<RunsState, 'current' | 'engine'>
  readonly onIndex: (index: number) => void
  readonly onRetry: (transfer: number) => void
  readonly onClose: () => void
}

/** A transfer large: the result over its content, the reference beside it, and what is known of it. */
export function TransferDialog({ list, index, work, onIndex, onRetry, onClose }: TransferDialogProps) {
  const titleId = useId()
  const { total } = useSyncExternalStore(list.subscribe, list.state)
  const last = (total ?? 1) - 1
  const place = Math.min(index, Math.max(0, last))
  useEffect(() => list.show({ from: place, to: place + 1 }), [list, place])
  const row = list.at(place)
  const press = (event: KeyboardEvent) => {
    // the line between the pictures answers to arrows by itself
    if ((event.target as HTMLElement).role === 'slider') return
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1 }[event.key]
    if (next === undefined || next < 0 || next > last) return
    event.preventDefault()
    onIndex(next)
  }
  return (
    <Dialog open onClose={onClose} maxWidth={false} aria-labelledby={titleId} onKeyDown={press}>
      <div className={styles.head}>
        <h2 id={titleId} className={styles.title}>
          {row ? `${row.contentName} after ${row.referenceName}` : 'Transfer'}
        </h2>
        {row && <ConditionLabel condition={row.condition} />}
        <Spacer />
        <span className={styles.place}>
          {count(place + 1)} of {count(last + 1)}
        </span>
        <Step name="Previous transfer" Icon={PreviousIcon} isDead={place === 0} onClick={() => onIndex(place - 1)} />
        <Step name="Next transfer" Icon={NextIcon} isDead={place >= last} onClick={() => onIndex(place + 1)} />
        <IconButton aria-label="Close" title="Close (Esc)" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </div>
      {row && <Pictures row={row} work={work} onRetry={onRetry} />}
    </Dialog>
  )
}

interface StepProps {
  readonly name: string
  readonly Icon: typeof NextIcon
  readonly isDead: boolean
  readonly onClick: () => void
}

const Step = ({ name, Icon, isDead, onClick }: StepProps) => (
  <IconButton aria-label={name} title={name} disabled={isDead} onClick={onClick}>
    <Icon />
  </IconButton>
)

interface PicturesProps {
  readonly row: TransferRow
  readonly work: Pick<RunsState, 'current' | 'engine'>
  readonly onRetry: (transfer: number) => void
}

function Pictures({ row, work, onRetry }: PicturesProps) {
  const { kind, words } = transferStateWords[row.state]
  const canRetry = row.state === 'failed' || row.state === 'cancelled'
  return (
    <div className={styles.body}>
      <div className={styles.large}>
        {row.hasOutput && row.content !== null ? (
          <BeforeAfterSlider
            key={row.id}
            before={imageUrl(row.content)}
            after={resultUrl(row.id)}
            beforeName="Content"
            afterName="Result"
          />
        ) : (
          <Whole image={row.content} name="Content" />
        )}
      </div>
      <div className={styles.side}>
        <Whole image={row.reference} name="Reference" />
        <StateLabel state={kind}>
          <b>{words}.</b> {row.state !== 'done' && transferDetail(row, work)}
        </StateLabel>
        {canRetry && (
          <Button variant="outlined" className={styles.retry} onClick={() => onRetry(row.id)}>
            Queue it again
          </Button>
        )}
        <dl className={styles.facts}>
          <Fact name="Content">{row.contentName}</Fact>
          <Fact name="Reference">{row.referenceName}</Fact>
          {row.structure !== null && <Fact name="Structure kept">{measure(row.structure)}</Fact>}
          {row.style !== null && <Fact name="Distance to the style">{row.style.toFixed(1)}</Fact>}
          {row.leakage !== null && <Fact name="Leakage">{measure(row.leakage)}</Fact>}
          {row.seconds !== null && <Fact name="Computed in">{duration(row.seconds)}</Fact>}
          {row.attempts > 1 && <Fact name="Tries">{count(row.attempts)}</Fact>}
        </dl>
      </div>
    </div>
  )
}

/** A picture by itself, in the aspect of results. */
const Whole = ({ image, name }: { image: number | null; name: string }) => (
  <div className={styles.whole}>
    {image !== null && <img className={styles.picture} src={imageUrl(image)} alt={name} />}
    <Scrim corner="bottom-left">{image === null ? `${name} was removed` : name}</Scrim>
  </div>
)

const Fact = ({ name, children }: { name: string; children: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)
