import type { RunsState, TransferRow } from '../../../../shared/runs.ts'
import { resultThumbnailUrl, thumbnailUrl } from '../../../api.ts'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { transferDetail, transferStateWords } from '../run-words.ts'
import styles from './transfer-table.module.css'

export const rowId = (index: number): string => `transfer-row-${index}`

/** What a row says of a transfer; empty cells while it is not there. */
export function TransferCells({
  row,
  work,
}: {
  row: TransferRow | undefined
  work: Pick<RunsState, 'current' | 'engine'>
}) {
  if (!row) return <span role="gridcell" className={styles.detail} />
  const { kind, words } = transferStateWords[row.state]
  return (
    <>
      <span role="gridcell" className={styles.cell}>
        <StateLabel state={kind}>{words}</StateLabel>
      </span>
      <span role="gridcell" className={styles.cell}>
        <ConditionLabel condition={row.condition} />
      </span>
      <ImageCell image={row.content} name={row.contentName} />
      <ImageCell image={row.reference} name={row.referenceName} />
      <span role="gridcell" className={styles.cell}>
        {row.hasOutput ? (
          <img className={styles.thumbnail} src={resultThumbnailUrl(row.id)} alt="Result" loading="lazy" />
        ) : (
          <span className={styles.nothing} />
        )}
      </span>
      <span
        role="gridcell"
        className={row.error ? `${styles.detail} ${styles.reason}` : styles.detail}
        title={row.error?.message}
      >
        {transferDetail(row, work)}
      </span>
    </>
  )
}

const ImageCell = ({ image, name }: { image: number | null; name: string }) => (
  <span role="gridcell" className={styles.image}>
    {image === null ? (
      <span className={styles.nothing} />
    ) : (
      <img className={styles.thumbnail} src={thumbnailUrl(image)} alt="" loading="lazy" />
    )}
    <span className={styles.name} title={name}>
      {name}
    </span>
  </span>
)
