import CloseIcon from '@mui/icons-material/Close'
import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import IconButton from '@mui/material/IconButton'
import { useId } from 'react'
import { leftOutTitles, type LeftOut } from '../../../../shared/exports.ts'
import { count } from '../../../ui/format/numbers.ts'
import styles from './left-out.module.css'

/** Each picture that is left out, with its sentence; of a reason at most the first 200. */
export function LeftOutDialog({ leftOut, onClose }: { leftOut: readonly LeftOut[]; onClose: () => void }) {
  const titleId = useId()
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId} className={styles.title}>
        Left out
        <IconButton aria-label="Close" title="Close" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </DialogTitle>
      <div className={styles.list} tabIndex={0} role="group" aria-labelledby={titleId}>
        {leftOut.map(({ reason, count: pictures, items }) => (
          <section key={reason}>
            <h3 className={styles.heading}>
              {leftOutTitles[reason]}: {count(pictures)}
            </h3>
            <ul>
              {items.map(({ transfer, content, sentence }, place) => (
                <li key={transfer ?? `${content}${place}`} className={styles.item}>
                  <span>{content}</span>
                  <span className={styles.sentence}>{sentence}</span>
                </li>
              ))}
            </ul>
            {pictures > items.length && <p className={styles.more}>and {count(pictures - items.length)} more</p>}
          </section>
        ))}
      </div>
    </Dialog>
  )
}
