import CloseIcon from '@mui/icons-material/Close'
import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import IconButton from '@mui/material/IconButton'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { useId } from 'react'
import type { BoardCoverage, ClassCoverage } from '../../../../shared/boards.ts'
import { classNames, trainIds, type TrainId } from '../../../../shared/labels.ts'
import { ClassLabel } from '../../../ui/classes/class-chip.tsx'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { share } from '../../../ui/format/numbers.ts'
import styles from './coverage-table.module.css'

interface CoverageTableProps {
  readonly coverage: BoardCoverage
  /** `GTA5, 24,899 frames`. */
  readonly contents: string
  readonly onClose: () => void
}

/** The cells of all columns as one table: a row for each class, with numbers. */
export function CoverageTable({ coverage, contents, onClose }: CoverageTableProps) {
  const titleId = useId()
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId} className={styles.title}>
        Coverage of {contents}
        <IconButton aria-label="Close" title="Close" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </DialogTitle>
      <p className={styles.note}>The share behind a state is that of the class in the reference that shows it best.</p>
      <div className={styles.scroll} tabIndex={0} role="group" aria-labelledby={titleId}>
        <Table stickyHeader size="small" aria-labelledby={titleId}>
          <TableHead>
            <TableRow>
              <TableCell>Class</TableCell>
              <TableCell align="right">In your content</TableCell>
              {coverage.columns.map(({ condition }) => (
                <TableCell key={condition}>
                  <ConditionLabel condition={condition} />
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {trainIds.map((trainId) => (
              <ClassRow key={trainId} trainId={trainId} coverage={coverage} />
            ))}
          </TableBody>
        </Table>
      </div>
    </Dialog>
  )
}

function ClassRow({ trainId, coverage: { columns, tooSmall } }: { trainId: TrainId; coverage: BoardCoverage }) {
  const name = classNames[trainId]
  const found = columns.map(({ condition, classes }) => ({
    condition,
    of: classes.find((each) => each.class === name),
  }))
  const contentShare = found[0]?.of?.contentShare
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        <ClassLabel trainId={trainId} />
      </TableCell>
      <TableCell align="right">
        {contentShare === undefined ? (tooSmall.includes(name) ? 'too small' : 'none') : share(contentShare)}
      </TableCell>
      {found.map(({ condition, of }) => (
        <TableCell key={condition}>{of ? <State coverage={of} /> : 'not needed'}</TableCell>
      ))}
    </TableRow>
  )
}

function State({ coverage: { state, referenceShare, reason } }: { coverage: ClassCoverage }) {
  if (state === 'covered') return <StateLabel state="good">Covered, {share(referenceShare)}</StateLabel>
  if (state === 'weak') return <StateLabel state="note">Weak, {share(referenceShare)}</StateLabel>
  return <StateLabel state="warning">{reason === 'too small' ? 'Too small' : 'Missing'}</StateLabel>
}
