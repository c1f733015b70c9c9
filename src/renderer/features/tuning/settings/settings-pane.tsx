import ResetIcon from '@mui/icons-material/RestartAltRounded'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Tooltip from '@mui/material/Tooltip'
import { useId, useState } from 'react'
import type { ModelEntry } from '../../../../shared/machine.ts'
import { fastPreview, paper } from '../../../../shared/presets.ts'
import { defaultFreeU, methods, type Method, type Settings } from '../../../../shared/settings.ts'
import { useStoredState } from '../../../shell/stored-state.ts'
import { Facet } from '../../../ui/filters/facet.tsx'
import { resetAt, valueAt, withValue } from './setting-values.ts'
import { ValueField, WideField } from './setting-field.tsx'
import { paneGroups, paneSettings, type PaneGroup, type PaneSetting } from './setting-words.ts'
import { SettingsJson } from './settings-json.tsx'
import styles from './settings-pane.module.css'
import { builtInName, builtInSettings, type TuningSettings } from './use-tuning-settings.ts'
import { classMapInWords, valueInWords } from './value-words.ts'

interface SettingsPaneProps {
  readonly tuning: TuningSettings
  readonly models: readonly ModelEntry[]
  /** The one that previews take; null while it is not known. */
  readonly model: string | null
  readonly onModel: (model: string) => void
  readonly onClasses: () => void
}

const openAtFirst: readonly PaneGroup[] = ['Filter', 'Steps', 'Attention', 'Style per class']
const asGroups = (stored: unknown): readonly PaneGroup[] | undefined =>
  Array.isArray(stored) ? paneGroups.filter((group) => stored.includes(group)) : undefined

/** Method, model and every setting with its default, range and help; those that differ from the preset are marked. */
export function SettingsPane({ tuning, models, model, onModel, onClasses }: SettingsPaneProps) {
  const { settings, change, begin } = tuning
  const [open, setOpen] = useStoredState('tuning/groups', openAtFirst, asGroups)
  const [isJson, setIsJson] = useState(false)
  const toggle = (group: PaneGroup) =>
    setOpen(open.includes(group) ? open.filter((each) => each !== group) : [...open, group])
  return (
    <>
      <div className={styles.top}>
        <ToggleButtonGroup
          className={styles.methods}
          exclusive
          value={settings.method}
          aria-label="Method"
          onChange={(_, method: Method | null) => method && change({ ...settings, method })}
        >
          {methods.map((method) => (
            <ToggleButton key={method} value={method}>
              {method}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Select
          className={styles.select}
          value={model ?? ''}
          onChange={({ target }) => onModel(target.value)}
          slotProps={{ input: { 'aria-label': 'Model' } }}
        >
          {models.map(({ id, name, problems }) => (
            <MenuItem key={id} value={id} disabled={problems.length > 0}>
              <span className={styles.model}>{name}</span>
            </MenuItem>
          ))}
        </Select>
      </div>
      {paneGroups.map((group) => (
        <Facet
          key={group}
          name={group}
          isOpen={open.includes(group)}
          onToggle={() => toggle(group)}
          summary={open.includes(group) ? undefined : <GroupSummary group={group} tuning={tuning} />}
        >
          {group === 'FreeU' && <FreeUSwitch settings={settings} onChange={change} />}
          {paneSettings
            .filter(({ words }) => words.group === group)
            .map((setting) => (
              <SettingRow key={setting.path} {...{ setting, tuning, onClasses }} />
            ))}
        </Facet>
      ))}
      <div className={styles.foot}>
        {[paper, fastPreview].map(({ name, help }) => (
          <Button key={name} title={help} onClick={() => begin({ builtIn: name }, builtInSettings(name))}>
            {builtInName(name)}
          </Button>
        ))}
        <Button title="The settings as JSON, to copy and to paste" onClick={() => setIsJson(true)}>
          JSON
        </Button>
      </div>
      {isJson && <SettingsJson settings={settings} onUse={change} onClose={() => setIsJson(false)} />}
    </>
  )
}

function GroupSummary({ group, tuning }: { group: PaneGroup; tuning: TuningSettings }) {
  const { settings, changed } = tuning
  const here = paneSettings.filter(({ words, path }) => words.group === group && changed.includes(path))
  if (here.length > 0) return <span className={styles.changed}>{here.length} changed</span>
  if (group === 'FreeU') return settings.freeU ? 'on' : 'off'
  if (group === 'Prompt') return settings.prompt === '' ? 'empty' : valueInWords('prompt', settings.prompt)
  if (group === 'Picture') return valueInWords('size', settings.size)
  return group === 'Public code' ? settings.fidelity : null
}

const FreeUSwitch = ({ settings, onChange }: { settings: Settings; onChange: (settings: Settings) => void }) => (
  <label className={styles.head}>
    <Checkbox
      checked={settings.freeU !== null}
      onChange={(_, isOn) => onChange({ ...settings, freeU: isOn ? defaultFreeU : null })}
    />
    Stronger features in the decoder
  </label>
)

interface SettingRowProps {
  readonly setting: PaneSetting
  readonly tuning: TuningSettings
  readonly onClasses: () => void
}

function SettingRow({ setting, tuning, onClasses }: SettingRowProps) {
  const { settings, baseSettings, baseName, changed, change } = tuning
  const { path, words, help, unit, expects } = setting
  const helpId = useId()
  const [isAsked, setIsAsked] = useState(false)
  const before = valueInWords(path, valueAt(baseSettings, path))
  const isChanged = changed.includes(path)
  const onValue = (value: unknown) => change(withValue(settings, path, value))
  const sentence = `${help[0]!.toUpperCase()}${help.slice(1)}. In ${baseName}: ${before}. Takes ${expects}${unit === undefined ? '' : ` (${unit})`}.`
  if (path.startsWith('freeU') && settings.freeU === null) return null
  return (
    <div
      className={styles.setting}
      role="group"
      aria-label={words.name}
      aria-describedby={helpId}
      // keys come to the fields, and the name says what they are
      onFocus={({ target }) => setIsAsked(target.matches(':focus-visible'))}
      onBlur={() => setIsAsked(false)}
      onPointerDown={() => setIsAsked(false)}
    >
      <div className={styles.head}>
        <Tooltip
          title={sentence}
          placement="right"
          open={isAsked}
          onOpen={() => setIsAsked(true)}
          onClose={() => setIsAsked(false)}
        >
          <span className={styles.name}>{words.name}</span>
        </Tooltip>
        <span id={helpId} hidden>
          {sentence}
        </span>
        {isChanged && (
          <>
            <span className={styles.changed}>changed</span>
            <IconButton
              className={styles.reset}
              aria-label={`Reset ${words.name}`}
              title={`Back to ${before}, as in ${baseName}`}
              onClick={() => change(resetAt(settings, baseSettings, path))}
            >
              <ResetIcon />
            </IconButton>
          </>
        )}
        {path !== 'classMap' && <ValueField {...{ setting, settings, onValue }} />}
        {path === 'classMap' && !isChanged && <ClassPairs classMap={settings.classMap} onClasses={onClasses} />}
      </div>
      {path === 'classMap' && isChanged && (
        <div className={`${styles.head} ${styles.pairs}`}>
          <ClassPairs classMap={settings.classMap} onClasses={onClasses} />
        </div>
      )}
      <WideField {...{ setting, settings, onValue }} />
    </div>
  )
}

const ClassPairs = ({ classMap, onClasses }: { classMap: Settings['classMap']; onClasses: () => void }) => (
  <Button className={styles.link} title="Choose in the class view" onClick={onClasses}>
    <span>{classMapInWords(classMap)}</span>
  </Button>
)
