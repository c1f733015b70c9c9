import CloseIcon from '@mui/icons-material/Close'
import Button from '@mui/material/Button'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import { ConditionLabel, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { count } from '../../../ui/format/numbers.ts'
import { Kbd } from '../../../ui/keys/kbd.tsx'
import { DockedBar, Spacer } from '../../../ui/layout/bars.tsx'
import styles from './selection-bar.module.css'

interface SelectionBarProps {
  readonly condition: PickCondition
  readonly selected: number
  readonly onMove: (to: PickCondition) => void
  readonly onTake: () => void
  readonly onTune: () => void
  readonly onClear: () => void
}

/** What can be done with the selected references. */
export function SelectionBar({ condition, selected, onMove, onTake, onTune, onClear }: SelectionBarProps) {
  return (
    <DockedBar name="Selection">
      <span>
        <b>{count(selected)} selected</b> in {conditionNames[condition].toLowerCase()}
      </span>
      <span className={styles.word}>Move to</span>
      {pickConditions
        .filter((other) => other !== condition)
        .map((other) => (
          <Button
            key={other}
            variant="outlined"
            aria-label={`Move to ${conditionNames[other].toLowerCase()}`}
            onClick={() => onMove(other)}
          >
            <ConditionLabel condition={other} />
          </Button>
        ))}
      <Button variant="outlined" endIcon={<Kbd keys="Delete" />} onClick={onTake}>
        Take off the board
      </Button>
      <Spacer />
      <Button
        aria-keyshortcuts="t"
        title="Tune with the reference that was selected last"
        endIcon={<Kbd keys="t" />}
        onClick={onTune}
      >
        Tune
      </Button>
      <Button startIcon={<CloseIcon />} onClick={onClear}>
        Clear selection
      </Button>
    </DockedBar>
  )
}
