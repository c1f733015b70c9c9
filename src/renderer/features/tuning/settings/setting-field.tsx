import Checkbox from '@mui/material/Checkbox'
import MenuItem from '@mui/material/MenuItem'
import OutlinedInput from '@mui/material/OutlinedInput'
import Select from '@mui/material/Select'
import Slider from '@mui/material/Slider'
import { useState } from 'react'
import type { Settings, StepRange } from '../../../../shared/settings.ts'
import { NumberField } from '../../../ui/filters/number-field.tsx'
import type { NumberRange } from '../../../ui/filters/typed-number.ts'
import { actingIn, denoisingSteps, valueAt } from './setting-values.ts'
import type { PaneSetting } from './setting-words.ts'
import styles from './settings-pane.module.css'
import { rangeInWords } from './value-words.ts'

export interface FieldProps {
  readonly setting: PaneSetting
  readonly settings: Settings
  readonly onValue: (value: unknown) => void
}

/** What stands at the right of the name: the value, to be read and typed. */
export function ValueField({ setting, settings, onValue }: FieldProps) {
  const { path, words, choices, minimum = 0, maximum = 0 } = setting
  const value = valueAt(settings, path)
  if (choices) return <ChoiceField {...{ setting, value, onValue }} choices={choices} />
  if (typeof value === 'boolean')
    return (
      <span className={styles.range}>
        <Checkbox
          checked={value}
          slotProps={{ input: { 'aria-label': words.name } }}
          onChange={(_, isOn) => onValue(isOn)}
        />
      </span>
    )
  if (typeof value === 'number')
    return (
      <span className={styles.range}>
        {words.isShare ? (
          <NumberField
            label={`${words.name} in per cent`}
            value={Number((value * 100).toFixed(1))}
            unit="%"
            width={72}
            onChange={(percent) => onValue(Number((percent / 100).toFixed(4)))}
            {...{ min: 0, max: 100, step: 0.1 }}
          />
        ) : (
          <NumberField
            label={words.name}
            value={value}
            width={path === 'seed' ? 96 : 64}
            onChange={onValue}
            {...typedRange(setting, minimum, maximum)}
          />
        )}
      </span>
    )
  if (words.slider === 'denoising steps')
    return <span className={styles.value}>{rangeInWords(actingIn(settings, value as StepRange))}</span>
  return null
}

/** The step of a number: that of its slider, else whole numbers. What must be above its bound stays a step above it. */
function typedRange({ words: { slider }, expects }: PaneSetting, minimum: number, maximum: number): NumberRange {
  const step = typeof slider === 'object' ? slider.step : 1
  return { min: expects.includes('above') ? minimum + step : minimum, max: maximum, step }
}

interface ChoiceProps {
  readonly setting: PaneSetting
  readonly value: unknown
  readonly choices: readonly string[]
  readonly onValue: (value: unknown) => void
}

const ChoiceField = ({ setting, value, choices, onValue }: ChoiceProps) => (
  <Select
    className={styles.range}
    value={value as string}
    onChange={({ target }) => onValue(target.value)}
    slotProps={{ input: { 'aria-label': setting.words.name } }}
  >
    {choices.map((choice) => (
      <MenuItem key={choice} value={choice}>
        {choice}
      </MenuItem>
    ))}
  </Select>
)

/** What stands under the name: a slider, four numbers, a text. */
export function WideField({ setting, settings, onValue }: FieldProps) {
  const { path, words } = setting
  const value = valueAt(settings, path)
  if (path === 'size') return <SizeFields size={settings.size} onValue={onValue} />
  if (path === 'prompt') return <PromptField prompt={settings.prompt} onValue={onValue} />
  if (path.startsWith('freeU'))
    return value === null ? null : (
      <FourFields name={words.name} values={value as readonly number[]} onValue={onValue} />
    )
  if (words.slider === 'denoising steps')
    return <StepsSlider name={words.name} range={value as StepRange} {...{ settings, onValue }} />
  if (words.slider === undefined) return null
  const isShare = words.isShare === true
  return (
    <div className={styles.slider}>
      <Slider
        value={value as number}
        {...words.slider}
        {...(path === 'skip' && { max: settings.steps - 1 })}
        aria-label={words.name}
        getAriaValueText={(at) => (isShare ? `${(at * 100).toFixed(1)} per cent` : String(at))}
        onChange={(_, next) => onValue(next)}
      />
    </div>
  )
}

interface StepsProps extends Pick<FieldProps, 'settings' | 'onValue'> {
  readonly name: string
  readonly range: StepRange
}

/** [start, end) of denoising steps; what goes beyond the last one is the last one. */
function StepsSlider({ name, range: [start, end], settings, onValue }: StepsProps) {
  const last = denoisingSteps(settings)
  return (
    <div className={styles.slider}>
      <Slider
        value={[...actingIn(settings, [start, end])]}
        {...{ min: 0, max: last, step: 1 }}
        getAriaLabel={(thumb) => `${name}, ${thumb === 0 ? 'first step' : 'up to step'}`}
        getAriaValueText={(step) => `step ${step}`}
        onChange={(_, next, thumb) => {
          const [from, to] = next as [number, number]
          // the end that was not touched may lie beyond the last step, as in the paper's settings
          onValue(thumb === 0 ? [from, Math.max(from, end)] : [Math.min(start, to), to])
        }}
      />
    </div>
  )
}

function FourFields({
  name,
  values,
  onValue,
}: Pick<FieldProps, 'onValue'> & { name: string; values: readonly number[] }) {
  return (
    <div className={styles.four}>
      {values.map((value, block) => (
        <NumberField
          key={block}
          label={`${name}: block ${block}`}
          value={value}
          width={50}
          onChange={(next) => onValue(values.with(block, next))}
          {...{ min: 0, max: 10, step: 0.05 }}
        />
      ))}
    </div>
  )
}

function SizeFields({ size, onValue }: Pick<FieldProps, 'onValue'> & { size: Settings['size'] }) {
  const range = { min: 64, max: 4096, step: 64 }
  return (
    <div className={styles.four}>
      {(['Height', 'Width'] as const).map((side, index) => (
        <NumberField
          key={side}
          label={`${side} in pixels`}
          value={size[index]!}
          unit="px"
          width={88}
          onChange={(next) => onValue(size.with(index, next))}
          {...range}
        />
      ))}
    </div>
  )
}

/** Taken on Enter and on leaving the field: each change of it is another run. */
function PromptField({ prompt, onValue }: Pick<FieldProps, 'onValue'> & { prompt: string }) {
  const [typed, setTyped] = useState<string>()
  const take = () => {
    if (typed !== undefined && typed !== prompt) onValue(typed)
    setTyped(undefined)
  }
  return (
    <OutlinedInput
      fullWidth
      value={typed ?? prompt}
      placeholder="Empty, as in the paper"
      onChange={({ target }) => setTyped(target.value)}
      onBlur={take}
      onKeyDown={({ key }) => key === 'Enter' && take()}
      slotProps={{ input: { 'aria-label': 'Prompt', maxLength: 1000 } }}
    />
  )
}
