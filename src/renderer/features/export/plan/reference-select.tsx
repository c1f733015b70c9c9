import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import type { ReviewStatistics } from '../../../../shared/review.ts'
import { conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import { shortName } from '../../gallery/picture-words.ts'
import styles from './measures-section.module.css'

interface ReferenceSelectProps {
  readonly scope: ReviewStatistics
  readonly chosen: number | null
  readonly onChoose: (reference: number | null) => void
}

/** One reference whose results are laid over all. */
export function ReferenceSelect({ scope: { references }, chosen, onChoose }: ReferenceSelectProps) {
  const byId = [...new Map(references.map((each) => [each.reference, each])).values()]
  return (
    <Select
      className={styles.select}
      value={chosen ?? 'all'}
      onChange={({ target }) => onChoose(typeof target.value === 'number' ? target.value : null)}
      slotProps={{ input: { 'aria-label': 'Reference that is shown' } }}
    >
      <MenuItem value="all" dense>
        Over all references
      </MenuItem>
      {byId.map(({ reference, name, condition, results }) => (
        <MenuItem key={reference} value={reference} dense>
          {conditionNames[condition]}, {shortName(name)}: {counted(results, 'result')}
        </MenuItem>
      ))}
    </Select>
  )
}
