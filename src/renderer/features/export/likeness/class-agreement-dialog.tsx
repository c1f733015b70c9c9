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
import type { ConditionLikeness } from '../../../../shared/exports.ts'
import { classNames, trainIds } from '../../../../shared/labels.ts'
import { ClassLabel } from '../../../ui/classes/class-chip.tsx'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { share } from '../../../ui/format/numbers.ts'
import styles from './likeness-dialog.module.css'

interface ClassAgreementDialogProps {
  readonly conditions: readonly ConditionLikeness[]
  readonly onClose: () => void
}

/** Intersection over union of each class, by condition. */
export function ClassAgreementDialog({ conditions, onClose }: ClassAgreementDialogProps) {
  const titleId = useId()
  const measured = conditions.filter(({ agreement }) => agreement !== null)
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId} className={styles.title}>
        Label agreement by class, IoU
        <IconButton aria-label="Close" title="Close" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </DialogTitle>
      <div className={styles.table} tabIndex={0} role="group" aria-labelledby={titleId}>
        <Table stickyHeader size="small" aria-labelledby={titleId}>
          <TableHead>
            <TableRow>
              <TableCell>Class</TableCell>
              {measured.map(({ condition }) => (
                <TableCell key={condition} align="right">
                  <ConditionLabel condition={condition} />
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {trainIds.map((trainId) => (
              <TableRow key={trainId}>
                <TableCell component="th" scope="row">
                  <ClassLabel trainId={trainId} />
                </TableCell>
                {measured.map(({ condition, agreement }) => {
                  const value = agreement?.classes[classNames[trainId]]
                  return (
                    <TableCell key={condition} align="right">
                      {value === undefined ? 'not shown' : share(value)}
                    </TableCell>
                  )
                })}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </Dialog>
  )
}
