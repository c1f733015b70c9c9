import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import type { ExportOptions } from '../../../../shared/exports.ts'
import { classNames, trainIdOfClassName, type ClassName } from '../../../../shared/labels.ts'
import { ClassChip, ClassLabel } from '../../../ui/classes/class-chip.tsx'
import { NumberField } from '../../../ui/filters/number-field.tsx'
import { ChoiceRow, ChoiceSelect } from './choice-row.tsx'
import styles from './choices.module.css'
import type { SectionProps } from './section-props.ts'

type Originals = NonNullable<ExportOptions['originals']>
type Kind = 'none' | 'count' | 'share'

const kinds = [
  { value: 'none', name: 'None' },
  { value: 'count', name: 'Number of frames' },
  { value: 'share', name: 'Share of the results' },
] as const

const firstAmount = { count: { count: 100 }, share: { share: 0.25 } } as const

/** Contents as they are, beside the results: how many, and how many of them show a class. */
export function OriginalsRows({ options: { originals }, onChange }: SectionProps) {
  const kind: Kind = originals === null ? 'none' : 'count' in originals.amount ? 'count' : 'share'
  const choose = (next: Kind) =>
    onChange({
      originals: next === 'none' ? null : { amount: firstAmount[next], classes: originals?.classes ?? {} },
    })
  return (
    <>
      <ChoiceRow name="Originals">
        <ChoiceSelect label="Originals" value={kind} choices={kinds} onChange={choose} />
        {originals && (
          <Amount amount={originals.amount} onChange={(amount) => onChange({ originals: { ...originals, amount } })} />
        )}
      </ChoiceRow>
      {originals && (
        <Classes
          classes={originals.classes}
          onChange={(classes) => onChange({ originals: { ...originals, classes } })}
        />
      )}
    </>
  )
}

function Amount({
  amount,
  onChange,
}: {
  amount: Originals['amount']
  onChange: (amount: Originals['amount']) => void
}) {
  if ('count' in amount)
    return (
      <NumberField
        label="Originals, frames"
        value={amount.count}
        onChange={(count) => onChange({ count })}
        width={72}
        {...{ min: 1, max: 1_000_000, step: 1 }}
      />
    )
  return (
    <NumberField
      label="Originals in percent of the results"
      value={Math.round(amount.share * 100)}
      unit="%"
      onChange={(percent) => onChange({ share: percent / 100 })}
      width={72}
      {...{ min: 1, max: 1000, step: 1 }}
    />
  )
}

interface ClassesProps {
  readonly classes: Originals['classes']
  readonly onChange: (classes: Originals['classes']) => void
}

/** By class the least share of the originals that shows it. */
function Classes({ classes, onChange }: ClassesProps) {
  const chosen = classNames.filter((name) => classes[name] !== undefined)
  const remove = (name: ClassName) =>
    onChange(Object.fromEntries(Object.entries(classes).filter(([other]) => other !== name)))
  return (
    <>
      <ChoiceRow name="With class">
        <Select<ClassName | ''>
          fullWidth
          displayEmpty
          value=""
          renderValue={() => 'Add a class…'}
          onChange={({ target }) => target.value !== '' && onChange({ ...classes, [target.value]: 0.25 })}
          slotProps={{ input: { 'aria-label': 'Class that originals are to show' } }}
        >
          {classNames
            .filter((name) => !chosen.includes(name))
            .map((name) => (
              <MenuItem key={name} value={name}>
                <ClassLabel trainId={trainIdOfClassName(name)} />
              </MenuItem>
            ))}
        </Select>
      </ChoiceRow>
      {chosen.length > 0 && (
        <div className={styles.classes}>
          {chosen.map((name) => (
            <ClassChip key={name} trainId={trainIdOfClassName(name)} onRemove={() => remove(name)}>
              <NumberField
                label={`Least share of the originals with ${name}, in percent`}
                value={Math.round(100 * (classes[name] ?? 0))}
                unit="%"
                width={60}
                onChange={(percent) => onChange({ ...classes, [name]: percent / 100 })}
                {...{ min: 0, max: 100, step: 1 }}
              />
            </ClassChip>
          ))}
        </div>
      )}
    </>
  )
}
