import VisibleIcon from '@mui/icons-material/VisibilityOutlined'
import HiddenIcon from '@mui/icons-material/VisibilityOffOutlined'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import type { ImageDetail } from '../../../shared/gallery.ts'
import { classNames, trainIds, type TrainId } from '../../../shared/labels.ts'
import { ClassLabel } from '../../ui/classes/class-chip.tsx'
import { ShareBar } from '../../ui/classes/share-bar.tsx'
import { share } from '../../ui/format/numbers.ts'
import { Section } from '../../ui/layout/pane.tsx'
import { things, type ClassShares } from './class-shares.ts'
import styles from './class-pane.module.css'

interface ClassPaneProps {
  readonly detail: ImageDetail
  readonly shares: ClassShares | null
  readonly hidden: ReadonlySet<TrainId>
  readonly onHidden: (hidden: ReadonlySet<TrainId>) => void
  readonly lit: TrainId | null
  readonly onLit: (trainId: TrainId | null) => void
}

/** The classes of the picture with their shares; each can be hidden, and lights up where it is pointed at. */
export function ClassPane({ detail, shares, hidden, onHidden, lit, onLit }: ClassPaneProps) {
  if (!shares) return <Section title="Classes">{noShares(detail)}</Section>
  const largest = shares.classes[0]?.share ?? 1
  const invert = () => onHidden(new Set(trainIds.filter((trainId) => !hidden.has(trainId))))
  return (
    <Section title="Classes" note={detail.predictedLabel ? 'share of pixels, label predicted' : 'share of pixels'}>
      <ul onPointerLeave={() => onLit(null)}>
        {shares.classes.map((shown) => (
          <ClassRow
            key={shown.trainId}
            {...shown}
            largest={largest}
            isHidden={hidden.has(shown.trainId)}
            isLit={lit === shown.trainId}
            onToggle={() => onHidden(toggled(hidden, shown.trainId))}
            onLit={onLit}
          />
        ))}
        {shares.void > 0 && (
          <li className={styles.row} onPointerEnter={() => onLit(null)}>
            <span className={styles.void}>no class</span>
            <ShareBar share={shares.void} full={largest} />
            <span className={styles.share}>{share(shares.void)}</span>
          </li>
        )}
      </ul>
      <div className={styles.buttons}>
        <Button onClick={() => onHidden(new Set())}>Show all</Button>
        <Button onClick={() => onHidden(new Set(trainIds.filter((trainId) => !things.has(trainId))))}>
          Only things
        </Button>
        <Button onClick={invert}>Invert</Button>
      </div>
    </Section>
  )
}

interface ClassRowProps extends Pick<ClassPaneProps, 'onLit'> {
  readonly trainId: TrainId
  readonly share: number
  readonly largest: number
  readonly isHidden: boolean
  readonly isLit: boolean
  readonly onToggle: () => void
}

function ClassRow({ trainId, share: part, largest, isHidden, isLit, onToggle, onLit }: ClassRowProps) {
  const name = classNames[trainId]
  return (
    <li
      className={[styles.row, isLit && styles.lit, isHidden && styles.hidden].filter(Boolean).join(' ')}
      onPointerEnter={() => onLit(trainId)}
    >
      <IconButton
        className={styles.eye}
        aria-label={`${name} on the picture`}
        aria-pressed={!isHidden}
        title={isHidden ? `Show ${name}` : `Hide ${name}`}
        onClick={onToggle}
        onFocus={() => onLit(trainId)}
        onBlur={() => onLit(null)}
      >
        {isHidden ? <HiddenIcon /> : <VisibleIcon />}
      </IconButton>
      <span className={styles.name}>
        <ClassLabel trainId={trainId} />
      </span>
      <ShareBar share={part} full={largest} />
      <span className={styles.share}>{share(part)}</span>
    </li>
  )
}

function toggled(hidden: ReadonlySet<TrainId>, trainId: TrainId): ReadonlySet<TrainId> {
  const next = new Set(hidden)
  if (!next.delete(trainId)) next.add(trainId)
  return next
}

function noShares({ labelPath, reading }: ImageDetail) {
  const sentence = whyNoShares(labelPath !== null, reading)
  return <p className={styles.none}>{sentence}</p>
}

function whyNoShares(hasLabel: boolean, reading: ImageDetail['reading']): string {
  if (!hasLabel)
    return 'This picture has no label, so nothing is known about its classes. As a style reference it lends its appearance as a whole.'
  return reading === 'waiting'
    ? 'The label was not read yet. The shares are here as soon as it is.'
    : 'The label cannot be used; what is wrong with it is said below.'
}
