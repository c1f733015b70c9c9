import AddIcon from '@mui/icons-material/AddRounded'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import OutlinedInput from '@mui/material/OutlinedInput'
import Select from '@mui/material/Select'
import { useState } from 'react'
import type { Settings } from '../../../../shared/settings.ts'
import { sweptSettings, type SweepAxis, type SweptSetting } from '../../../../shared/tuning.ts'
import { Chip } from '../../../ui/filters/chip.tsx'
import { typedNumber } from '../../../ui/filters/typed-number.ts'
import { Section } from '../../../ui/layout/pane.tsx'
import { settingName } from '../settings/setting-words.ts'
import { valueInWords } from '../settings/value-words.ts'
import { inOrder, MAX_VALUES, usualValues, valueRange } from './sweep-plan.ts'
import styles from './sweep.module.css'

interface AxisEditorProps {
  readonly title: 'Across' | 'Down'
  readonly axis: SweepAxis | null
  /** The setting of the other axis, which cannot be this one's. */
  readonly other: SweptSetting | null
  readonly settings: Settings
  /** Null only where nothing is a choice. */
  readonly onAxis: (axis: SweepAxis | null) => void
}

const NONE = 'none'

/** A setting and the values that it takes; values are typed, each once. */
export function AxisEditor({ title, axis, other, settings, onAxis }: AxisEditorProps) {
  const choose = (setting: SweptSetting | typeof NONE) =>
    onAxis(setting === NONE ? null : { setting, values: usualValues(setting, settings) })
  return (
    <Section title={title}>
      <Select
        className={styles.select}
        value={axis?.setting ?? NONE}
        onChange={({ target }) => choose(target.value)}
        slotProps={{ input: { 'aria-label': `${title}: setting` } }}
      >
        {title === 'Down' && <MenuItem value={NONE}>nothing else</MenuItem>}
        {sweptSettings
          .filter((setting) => setting !== other)
          .map((setting) => (
            <MenuItem key={setting} value={setting}>
              {settingName(setting)}
            </MenuItem>
          ))}
      </Select>
      {axis && (
        <div className={styles.chips}>
          {axis.values.map((value) => (
            <Chip
              key={value}
              name={valueInWords(axis.setting, value)}
              onRemove={
                axis.values.length > 1
                  ? () => onAxis({ ...axis, values: axis.values.filter((each) => each !== value) })
                  : undefined
              }
            />
          ))}
          {axis.values.length < MAX_VALUES && (
            <AddValue
              key={axis.setting}
              axis={axis}
              title={title}
              onValue={(value) => onAxis({ ...axis, values: inOrder([...axis.values, value]) })}
            />
          )}
        </div>
      )}
    </Section>
  )
}

interface AddValueProps {
  readonly axis: SweepAxis
  readonly title: string
  readonly onValue: (value: number) => void
}

function AddValue({ axis: { setting }, title, onValue }: AddValueProps) {
  const [typed, setTyped] = useState('')
  const isShare = setting === 'filterShare'
  const add = () => {
    const number = typedNumber(typed, valueRange(setting))
    setTyped('')
    if (number !== undefined) onValue(isShare ? Number((number / 100).toFixed(4)) : number)
  }
  return (
    <OutlinedInput
      value={typed}
      sx={{ width: 92, minHeight: 26 }}
      placeholder={isShare ? 'add %' : 'add'}
      onChange={({ target }) => setTyped(target.value)}
      onKeyDown={({ key }) => key === 'Enter' && add()}
      slotProps={{
        input: { 'aria-label': `${title}: another value of ${settingName(setting)}`, inputMode: 'decimal' },
      }}
      endAdornment={
        <IconButton aria-label={`${title}: add the value`} edge="end" onClick={add}>
          <AddIcon />
        </IconButton>
      }
    />
  )
}
