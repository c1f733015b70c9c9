import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import LinearProgress from '@mui/material/LinearProgress'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { timeLeft } from '../../ui/format/numbers.ts'
import { Kbd } from '../../ui/keys/kbd.tsx'
import { Spacer } from '../../ui/layout/bars.tsx'
import type { CompareMode } from './compare/compare-look.ts'
import { layerName } from './filter/filter-run.ts'
import type { Shown } from './filter/heat-picture.tsx'
import { stepsOf } from './filter/places.ts'
import type { Sweep } from './sweep/use-sweep.ts'
import styles from './tuning.module.css'
import type { Look, ViewName } from './use-look.ts'
import type { Tuning } from './use-tuning.ts'

interface ViewBarProps {
  readonly look: Look
  readonly tuning: Tuning
  readonly sweep: Sweep
  /** Where the window is narrow: the settings are behind a button. */
  readonly onSettings: (() => void) | undefined
}

/** Which view, and what is looked at in it. */
export function ViewBar({ look, tuning, sweep, onSettings }: ViewBarProps) {
  const { view, setView } = look
  return (
    <div className={styles.bar} role="toolbar" aria-label="View">
      {onSettings && (
        <Button variant="outlined" onClick={onSettings}>
          {view === 'sweep' ? 'Values' : 'Settings'}
        </Button>
      )}
      <Choice<ViewName>
        label="View"
        value={view}
        options={[
          ['compare', 'Compare'],
          ['filter', 'Filter'],
          ['classes', 'Classes'],
          ['sweep', 'Sweep'],
        ]}
        onValue={setView}
      />
      {view === 'filter' && <FilterChoices look={look} tuning={tuning} />}
      {view === 'compare' && <CompareChoices look={look} />}
      {view === 'sweep' && <SweepFacts sweep={sweep} />}
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [Value, string])[]
  readonly onValue: (value: Value) => void
}

const Choice = <Value extends string>({ label, value, options, onValue }: ChoiceProps<Value>) => (
  <ToggleButtonGroup
    exclusive
    value={value}
    aria-label={label}
    onChange={(_, next: Value | null) => next !== null && onValue(next)}
  >
    {options.map(([option, name]) => (
      <ToggleButton key={option} value={option}>
        {name}
      </ToggleButton>
    ))}
  </ToggleButtonGroup>
)

const ALL = 'all'

function FilterChoices({
  look: { looked, setLooked, layers, setShown },
  tuning: { loaded },
}: Pick<ViewBarProps, 'look' | 'tuning'>) {
  const run = loaded?.run
  return (
    <>
      <span className={styles.choice}>
        <span className={styles.word}>Layer</span>
        <Select
          className={styles.select}
          value={looked.layer ?? ALL}
          onChange={({ target }) => setLooked({ ...looked, layer: target.value === ALL ? null : Number(target.value) })}
          slotProps={{ input: { 'aria-label': 'Layer' } }}
        >
          <MenuItem value={ALL}>All, mean</MenuItem>
          {run?.index.layers.map((layer, index) => (
            <MenuItem key={layer.scope} value={index} title={layer.scope}>
              {layerName(layer)}, {layer.rows} × {layer.columns}
            </MenuItem>
          ))}
        </Select>
      </span>
      <span className={styles.choice}>
        <span className={styles.word}>Step</span>
        <Select
          className={styles.select}
          value={looked.step ?? ALL}
          onChange={({ target }) => setLooked({ ...looked, step: target.value === ALL ? null : Number(target.value) })}
          slotProps={{ input: { 'aria-label': 'Step' } }}
        >
          <MenuItem value={ALL}>All, mean</MenuItem>
          {run &&
            stepsOf(run).map((step) => (
              <MenuItem key={step} value={step}>
                {step}
              </MenuItem>
            ))}
        </Select>
      </span>
      <Spacer />
      <Choice<Shown>
        label="Over the content"
        value={layers.shown}
        options={[
          ['similarity', 'Similarity'],
          ['kept', 'Kept regions'],
          ['both', 'Both'],
        ]}
        onValue={setShown}
      />
      <span className={styles.hint}>
        Hold <Kbd keys="h" /> for the picture
      </span>
    </>
  )
}

function CompareChoices({ look: { compare, setMode, setBorders } }: Pick<ViewBarProps, 'look'>) {
  return (
    <>
      <Choice<CompareMode>
        label="How to compare"
        value={compare.mode}
        options={[
          ['slider', 'Slider'],
          ['side', 'Side by side'],
          ['difference', 'Difference'],
        ]}
        onValue={setMode}
      />
      <label className={styles.choice}>
        <Checkbox checked={compare.hasBorders} onChange={(_, isOn) => setBorders(isOn)} />
        Label borders
      </label>
      <Spacer />
      <span className={styles.hint}>
        {compare.mode === 'side' ? (
          <>
            Wheel or <Kbd keys="z" /> to zoom, drag to move
          </>
        ) : (
          <>
            Hold <Kbd keys="c" /> content, <Kbd keys="s" /> reference
          </>
        )}
      </span>
    </>
  )
}

function SweepFacts({ sweep: { sweep, isRunning, cancel } }: Pick<ViewBarProps, 'sweep'>) {
  const done = sweep?.cells.filter(({ state }) => state === 'done').length ?? 0
  const total = sweep?.cells.length ?? 0
  return (
    <>
      {isRunning && (
        <span className={styles.progress}>
          <LinearProgress
            variant={total > 0 ? 'determinate' : 'indeterminate'}
            {...(total > 0 && { value: (100 * done) / total })}
            aria-label="Sweep"
          />
          <span>
            {sweep ? `${done} of ${total}` : 'Starting'}
            {typeof sweep?.secondsLeft === 'number' && ` · ${timeLeft(sweep.secondsLeft)}`}
          </span>
          <Button onClick={cancel}>Stop</Button>
        </span>
      )}
      <Spacer />
      <span className={styles.legend}>
        Below each: <b>structure kept · distance from the style · leakage</b>, best in bold
      </span>
    </>
  )
}
