import Checkbox from '@mui/material/Checkbox'
import ListItemText from '@mui/material/ListItemText'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import type { RunSummary } from '../../../../shared/runs.ts'
import { ConditionIcon, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { count, counted } from '../../../ui/format/numbers.ts'
import { Section } from '../../../ui/layout/pane.tsx'
import { ChoiceRow, ChoiceSelect, Named } from './choice-row.tsx'
import styles from './choices.module.css'
import { OriginalsRows } from './originals-rows.tsx'
import type { SectionProps } from './section-props.ts'

const pictures = [
  { value: 'accepted', name: 'Accepted only' },
  { value: 'not-rejected', name: 'All but the rejected' },
  { value: 'all', name: 'All results' },
] as const

/** Which results of which runs, and how many originals beside them. */
export function ContentSection({ options, onChange, runs }: SectionProps & { runs: readonly RunSummary[] }) {
  return (
    <Section title="What goes in">
      <ChoiceRow name="Runs">
        <RunSelect runs={runs} chosen={options.runs} onChange={(chosen) => onChange({ runs: chosen })} />
      </ChoiceRow>
      <ChoiceRow name="Pictures">
        <ChoiceSelect
          label="Pictures"
          value={options.pictures}
          choices={pictures}
          onChange={(chosen) => onChange({ pictures: chosen })}
        />
      </ChoiceRow>
      <ChoiceRow name="Conditions">
        <ConditionButtons options={options} onChange={onChange} />
      </ChoiceRow>
      <OriginalsRows {...{ options, onChange }} />
    </Section>
  )
}

interface RunSelectProps {
  readonly runs: readonly RunSummary[]
  readonly chosen: readonly number[]
  readonly onChange: (chosen: readonly number[]) => void
}

function RunSelect({ runs, chosen, onChange }: RunSelectProps) {
  const results = runs.filter(({ id }) => chosen.includes(id)).reduce((sum, { counts }) => sum + counts.done, 0)
  const [only, another] = runs.filter(({ id }) => chosen.includes(id))
  return (
    <Select<number[]>
      multiple
      fullWidth
      value={[...chosen]}
      // the last one stays: an export without a run is none
      onChange={({ target }) => Array.isArray(target.value) && target.value.length > 0 && onChange(target.value)}
      renderValue={() => (
        <Named name={only && !another ? only.name : counted(chosen.length, 'run')} note={counted(results, 'result')} />
      )}
      slotProps={{ input: { 'aria-label': 'Runs' } }}
    >
      {runs.map(({ id, name, counts }) => (
        <MenuItem key={id} value={id} dense>
          <Checkbox checked={chosen.includes(id)} tabIndex={-1} slotProps={{ input: { 'aria-hidden': true } }} />
          <ListItemText primary={name} secondary={`${count(counts.done)} results`} />
        </MenuItem>
      ))}
    </Select>
  )
}

function ConditionButtons({ options: { conditions: taken = pickConditions }, onChange }: SectionProps) {
  const choose = (_: unknown, next: PickCondition[]) => {
    const ordered = pickConditions.filter((condition) => next.includes(condition))
    if (ordered.length > 0) onChange({ conditions: ordered })
  }
  return (
    <ToggleButtonGroup className={styles.conditions} value={[...taken]} onChange={choose} aria-label="Conditions">
      {pickConditions.map((condition) => (
        <ToggleButton
          key={condition}
          value={condition}
          aria-label={conditionNames[condition]}
          title={conditionNames[condition]}
        >
          <ConditionIcon condition={condition} isDecorative />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
