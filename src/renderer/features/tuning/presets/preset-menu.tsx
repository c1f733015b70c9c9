import CheckIcon from '@mui/icons-material/CheckRounded'
import ExpandMoreIcon from '@mui/icons-material/ExpandMore'
import SaveIcon from '@mui/icons-material/SaveOutlined'
import Button from '@mui/material/Button'
import Divider from '@mui/material/Divider'
import ListSubheader from '@mui/material/ListSubheader'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import { pickConditions, type Condition } from '../../../../shared/conditions.ts'
import { builtInPresets } from '../../../../shared/presets.ts'
import type { PresetVersion, SavedPreset } from '../../../../shared/tuning.ts'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { dateTime } from '../../../ui/format/numbers.ts'
import {
  builtInName,
  builtInSettings,
  findVersion,
  type Base,
  type TuningSettings,
} from '../settings/use-tuning-settings.ts'
import styles from './preset-menu.module.css'
import { RemovePresetDialog } from './remove-preset-dialog.tsx'
import { SavePresetDialog } from './save-preset-dialog.tsx'

interface PresetMenuProps {
  readonly tuned: TuningSettings
  /** Of the reference that is tuned with: what a new preset is likely for. */
  readonly condition: Condition | null
  /** A preset was saved or removed. */
  readonly onChange: () => void
}

/** The preset that the settings began as, the others with their versions, and saving. */
export function PresetMenu({ tuned, condition, onChange }: PresetMenuProps) {
  const { presets, base, baseName, changed, settings, begin } = tuned
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [asked, setAsked] = useState<'save' | 'remove' | null>(null)
  const { run } = useAction()
  const current = 'version' in base ? findVersion(presets, base.version) : null
  const isChanged = changed.length > 0
  const close = () => setAnchor(null)
  const choose = (next: Base, from: Parameters<typeof begin>[1]) => () => {
    close()
    begin(next, from)
  }
  const saveVersion = ({ name, condition }: SavedPreset) =>
    run(async () => {
      const version = await api.presets.save({ name, condition, settings })
      begin({ version: version.id }, version.settings)
      onChange()
    }, `${name} is saved.`)
  const next = current && (current.preset.versions[0]?.version ?? 0) + 1
  return (
    <>
      <Button
        endIcon={<ExpandMoreIcon />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={`Preset: ${baseName}${isChanged ? ' changed' : ''}`}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className={styles.base}>{baseName}</span> {isChanged && <span className={styles.changed}>changed</span>}
      </Button>
      <Button
        startIcon={<SaveIcon />}
        onClick={() => (current && isChanged ? void saveVersion(current.preset) : setAsked('save'))}
      >
        {current && isChanged ? `Save as version ${next}` : 'Save as preset'}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close} slotProps={{ list: { dense: true } }}>
        <ListSubheader role="presentation" className={styles.heading}>
          Built in
        </ListSubheader>
        {builtInPresets.map(({ name, help }) => (
          <PresetItem
            key={name}
            name={builtInName(name)}
            detail={help}
            isChosen={'builtIn' in base && base.builtIn === name}
            onClick={choose({ builtIn: name }, builtInSettings(name))}
          />
        ))}
        {[...pickConditions, null].flatMap((each) => {
          const here = presets.filter((preset) => preset.condition === each)
          if (here.length === 0) return []
          return [
            <ListSubheader key={`for ${each}`} role="presentation" className={styles.heading}>
              {each ? conditionNames[each] : 'Every condition'}
            </ListSubheader>,
            ...here.flatMap((preset) =>
              preset.versions.map((version, index) => (
                <PresetItem
                  key={version.id}
                  name={`${preset.name} ${version.version}`}
                  detail={versionWords(version, index === 0)}
                  isChosen={'version' in base && base.version === version.id}
                  onClick={choose({ version: version.id }, version.settings)}
                />
              )),
            ),
          ]
        })}
        <Divider />
        <MenuItem
          onClick={() => {
            close()
            setAsked('save')
          }}
        >
          Save under another name…
        </MenuItem>
        {current && (
          <MenuItem
            onClick={() => {
              close()
              setAsked('remove')
            }}
          >
            Remove {current.preset.name}…
          </MenuItem>
        )}
      </Menu>
      {asked === 'save' && (
        <SavePresetDialog
          {...{ settings, presets, onChange }}
          name={current?.preset.name ?? ''}
          condition={current ? current.preset.condition : condition === 'clear' ? null : condition}
          onClose={() => setAsked(null)}
          onSaved={(version) => begin({ version: version.id }, version.settings)}
        />
      )}
      {asked === 'remove' && current && (
        <RemovePresetDialog
          preset={current.preset}
          onClose={() => setAsked(null)}
          onRemoved={() => {
            setAsked(null)
            onChange()
          }}
        />
      )}
    </>
  )
}

const versionWords = ({ createdUtc }: PresetVersion, isNewest: boolean): string =>
  `${isNewest ? 'newest, ' : ''}${dateTime(new Date(createdUtc))}`

interface PresetItemProps {
  readonly name: string
  readonly detail: string
  readonly isChosen: boolean
  readonly onClick: () => void
}

const PresetItem = ({ name, detail, isChosen, onClick }: PresetItemProps) => (
  <MenuItem className={styles.item} role="menuitemradio" aria-checked={isChosen} selected={isChosen} onClick={onClick}>
    <CheckIcon className={isChosen ? styles.check : styles.unchecked} />
    <span className={styles.entry}>
      {name}
      <span className={styles.detail}>{detail}</span>
    </span>
  </MenuItem>
)
