import { memo, useState } from 'react'
import type { TransferRow } from '../../../../shared/runs.ts'
import { resultThumbnailUrl } from '../../../api.ts'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { transferStateWords } from '../run-words.ts'
import { sheetLook, type Sheet } from './sheet.ts'
import styles from './transfer-table.module.css'

export const rowId = (index: number): string => `transfer-row-${index}`

interface TransferCellsProps {
  /** Undefined while it is not there. */
  readonly row: TransferRow | undefined
  /** What is to be said of it beside its pictures. */
  readonly detail: string
  /** Of this row and its neighbours; null while they are not there. */
  readonly sheet: Sheet | null
  /** The list races: a row that was not drawn yet stays empty. */
  readonly isFast: boolean
}

/** What a row says of a transfer; an empty cell until it is there and the list slow enough to see it. */
export const TransferCells = memo(function TransferCells({ row, detail, sheet, isFast }: TransferCellsProps) {
  const [wasDrawn, setWasDrawn] = useState(false)
  const isDrawn = row !== undefined && (wasDrawn || !isFast)
  if (isDrawn && !wasDrawn) setWasDrawn(true)
  if (!isDrawn) return <span role="gridcell" className={styles.detail} />
  const { kind, words } = transferStateWords[row.state]
  return (
    <>
      <span role="gridcell" className={styles.cell}>
        <StateLabel state={kind}>{words}</StateLabel>
      </span>
      <span role="gridcell" className={styles.cell}>
        <ConditionLabel condition={row.condition} />
      </span>
      <ImageCell image={row.content} name={row.contentName} sheet={sheet} />
      <ImageCell image={row.reference} name={row.referenceName} sheet={sheet} />
      <span role="gridcell" className={styles.cell}>
        {row.hasOutput ? <Result key={row.id} transfer={row.id} /> : <span className={styles.nothing} />}
      </span>
      <span
        role="gridcell"
        className={row.error ? `${styles.detail} ${styles.reason}` : styles.detail}
        title={row.error?.message}
      >
        {detail}
      </span>
    </>
  )
}, haveSameContents)

/** Sheets are put together anew at every drawing. */
function haveSameContents(before: TransferCellsProps, after: TransferCellsProps): boolean {
  const names = ['row', 'detail', 'isFast'] as const
  return names.every((name) => before[name] === after[name]) && before.sheet?.url === after.sheet?.url
}

interface ImageCellProps {
  readonly image: number | null
  readonly name: string
  readonly sheet: Sheet | null
}

function ImageCell({ image, name, sheet }: ImageCellProps) {
  const look = image === null || sheet === null ? null : sheetLook(sheet, image)
  return (
    <span role="gridcell" className={styles.image}>
      <span className={image === null ? styles.nothing : styles.thumbnail} style={look ?? {}} />
      <span className={styles.name} title={name}>
        {name}
      </span>
    </span>
  )
}

/** A dashed box where its file is gone. */
function Result({ transfer }: { transfer: number }) {
  const [isGone, setIsGone] = useState(false)
  if (isGone) return <span className={styles.nothing} title="The file is not there any more" />
  return (
    <img className={styles.thumbnail} src={resultThumbnailUrl(transfer)} alt="Result" onError={() => setIsGone(true)} />
  )
}
