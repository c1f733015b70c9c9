import Checkbox from '@mui/material/Checkbox'
import OutlinedInput from '@mui/material/OutlinedInput'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import type { DeviceEntry } from '../../../../shared/machine.ts'
import type { RunSummary } from '../../../../shared/runs.ts'
import type { SavedPreset } from '../../../../shared/tuning.ts'
import { asBoolean, useStoredState } from '../../../shell/stored-state.ts'
import { ConditionLabel, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { Facet } from '../../../ui/filters/facet.tsx'
import { NumberField } from '../../../ui/filters/number-field.tsx'
import { count, counted } from '../../../ui/format/numbers.ts'
import { deviceKey } from '../../machine/machine-words.ts'
import { Choice, Field } from './field.tsx'
import type { PlanChoices, Supplies } from './plan-choices.ts'
import type { PlanDraft } from './plan-draft.ts'
import styles from './plan-fields.module.css'
import {
  afterCrashOptions,
  boardOptions,
  contentOptions,
  contentsKey,
  contentsOf,
  deviceOptions,
  modelOptions,
  presetOf,
  presetOptions,
  samplingOptions,
  sizeKey,
  sizeOf,
  sizeOptions,
  startOptions,
} from './plan-options.ts'

export interface PlanFieldsProps {
  readonly draft: PlanDraft
  readonly choices: PlanChoices
  readonly supplies: Supplies
  readonly presets: readonly SavedPreset[]
  readonly devices: readonly DeviceEntry[]
  /** The run that the transfers are for; null: a new one. */
  readonly extended: RunSummary | null
  readonly onChange: (part: Partial<PlanDraft>) => void
}

/** What is planned: which frames after which references, how they are picked, and with what. */
export function PlanFields(props: PlanFieldsProps) {
  return (
    <>
      <Matter {...props} />
      {!props.extended && <Means {...props} />}
    </>
  )
}

function Matter(props: PlanFieldsProps) {
  const { draft, choices, supplies, extended, onChange } = props
  return (
    <div className={styles.fields}>
      {!extended && (
        <Field name="Name">
          <OutlinedInput
            fullWidth
            value={draft.name ?? choices.name}
            onChange={({ target }) => onChange({ name: target.value })}
            slotProps={{ input: { 'aria-label': 'Name of the run', maxLength: 200 } }}
          />
        </Field>
      )}
      <Field name="Style board">
        <Choice
          name="Style board"
          value={choices.board ? String(choices.board.id) : ''}
          options={boardOptions(supplies)}
          onChange={(board) => onChange({ board: Number(board), leftOut: [] })}
        />
      </Field>
      <Field name="Content">
        <Choice
          name="Content"
          value={contentsKey(choices.contents)}
          options={contentOptions(supplies)}
          onChange={(key) => onChange({ contents: contentsOf(key), perReference: null })}
        />
      </Field>
      <Sampling {...props} />
      <Conditions {...props} />
      <Field name="Size">
        <Choice
          name="Size of the results"
          value={sizeKey(draft.size)}
          options={sizeOptions}
          onChange={(size) => onChange({ size: sizeOf(size) })}
        />
      </Field>
    </div>
  )
}

function Sampling({ draft, choices, onChange }: PlanFieldsProps) {
  const { perReference, references } = choices
  return (
    <>
      <Field name="Picked">
        <Choice
          name="How frames are picked"
          value={draft.strategy}
          options={samplingOptions}
          onChange={(strategy) => onChange({ strategy, perReference: null })}
        />
      </Field>
      <Field name="Per reference">
        <NumberField
          label="Frames per reference"
          value={perReference}
          {...{ min: 1, max: 1_000_000, step: 1 }}
          width={88}
          onChange={(next) => onChange({ perReference: next })}
        />
        <span className={styles.second}>
          {perReference === 1 ? 'frame' : 'frames'}, {count(perReference * references)} in all
        </span>
      </Field>
      {draft.strategy === 'rcs' && (
        <Field name="Rare classes">
          <NumberField
            label="Temperature: low draws rare classes more often"
            value={draft.temperature}
            {...{ min: 0.001, max: 100, step: 0.001 }}
            width={56}
            onChange={(temperature) => onChange({ temperature })}
          />
          <span className={styles.second}>temperature</span>
          <NumberField
            label="Pixels of the class at least"
            value={draft.minPixels}
            {...{ min: 0, max: 1_000_000, step: 1 }}
            width={64}
            onChange={(minPixels) => onChange({ minPixels })}
          />
          <span className={styles.second}>pixels</span>
        </Field>
      )}
      {(draft.strategy === 'rcs' || draft.strategy === 'uniform') && (
        <Field name="Seed">
          <NumberField
            label="Seed of the picking"
            value={draft.seed}
            {...{ min: 0, max: 1_000_000_000, step: 1 }}
            width={88}
            onChange={(seed) => onChange({ seed })}
          />
          <span className={styles.second}>the same picks the same</span>
        </Field>
      )}
    </>
  )
}

/** The columns of the board: taken or not, and after which preset. */
function Conditions(props: PlanFieldsProps) {
  return (
    <fieldset className={styles.conditions}>
      <legend className={styles.legend}>Conditions and presets</legend>
      {pickConditions.map((condition) => (
        <ConditionField key={condition} condition={condition} {...props} />
      ))}
    </fieldset>
  )
}

function ConditionField({
  condition,
  draft,
  choices,
  presets,
  onChange,
}: PlanFieldsProps & { condition: PickCondition }) {
  const references = choices.board?.references[condition] ?? 0
  const isTaken = choices.conditions.includes(condition)
  const name = conditionNames[condition].toLowerCase()
  const { value, options } = presetOptions(presets, condition, choices.presetOf(condition))
  const toggle = () =>
    onChange({
      leftOut: isTaken ? [...draft.leftOut, condition] : draft.leftOut.filter((each) => each !== condition),
    })
  return (
    <div className={styles.condition}>
      <label className={styles.taken}>
        <Checkbox checked={isTaken} disabled={references === 0} onChange={toggle} />
        <ConditionLabel condition={condition} />
      </label>
      {references === 0 ? (
        <span className={styles.second}>no reference on the board</span>
      ) : (
        <>
          <span className={styles.references} title={counted(references, 'reference')}>
            {counted(references, 'ref.', 'refs.')}
          </span>
          <Choice
            name={`Preset for ${name}`}
            value={value}
            options={options}
            isDisabled={!isTaken}
            onChange={(key) => onChange({ presets: { ...draft.presets, [condition]: presetOf(key) } })}
          />
        </>
      )}
    </div>
  )
}

/** What computes, when, and what becomes of it after a crash: of a new run only. */
function Means({ draft, choices, supplies, devices, onChange }: PlanFieldsProps) {
  const options = deviceOptions(devices, choices.device)
  const chosen = options.find(({ value }) => value === deviceKey(choices.device)) ?? options[0]!
  const [isOpen, setIsOpen] = useStoredState('runs/means', false, asBoolean)
  const start = startOptions.find(({ value }) => value === draft.start)?.name
  return (
    <Facet
      name="Model and turn"
      isOpen={isOpen}
      onToggle={() => setIsOpen(!isOpen)}
      summary={<span className={styles.summary}>{`${choices.model?.name}, ${chosen.name}, ${start}`}</span>}
    >
      <Field name="Model">
        <Choice
          name="Model"
          value={choices.model?.id ?? ''}
          options={modelOptions(supplies)}
          onChange={(model) => onChange({ model, presets: {} })}
        />
      </Field>
      <Field name="Runs on">
        <Choice
          name="Runs on"
          value={chosen.value}
          options={options}
          onChange={(key) => onChange({ device: options.find(({ value }) => value === key)?.device ?? null })}
        />
      </Field>
      <Field name="Starts">
        <Choice name="Starts" value={draft.start} options={startOptions} onChange={(start) => onChange({ start })} />
      </Field>
      <Field name="If cut off">
        <Choice
          name="After an interruption, at the next start"
          value={draft.afterCrash}
          options={afterCrashOptions}
          onChange={(afterCrash) => onChange({ afterCrash })}
        />
      </Field>
    </Facet>
  )
}
