import Checkbox from '@mui/material/Checkbox'
import { SliderField } from '../../ui/filters/slider-field.tsx'
import { Kbd } from '../../ui/keys/kbd.tsx'
import { Spacer } from '../../ui/layout/bars.tsx'
import styles from './loupe.module.css'
import type { OverlaySettings } from './use-overlay-settings.ts'

/** How the label lies over the picture. */
export function OverlayBar({ settings, hasLabel }: { settings: OverlaySettings; hasLabel: boolean }) {
  const { isOn, onOn, strength, onStrength, hasBorders, onBorders } = settings
  if (!hasLabel) return null
  return (
    <div className={styles.bar} role="toolbar" aria-label="Label overlay">
      <label className={styles.choice}>
        <Checkbox checked={isOn} onChange={(_, next) => onOn(next)} />
        Label overlay
        <Kbd keys="o" />
      </label>
      <div className={styles.strength}>
        <SliderField name="Strength" unit="%" value={strength} onChange={onStrength} min={0} max={100} step={1} />
      </div>
      <label className={styles.choice}>
        <Checkbox checked={hasBorders} onChange={(_, next) => onBorders(next)} />
        Borders
      </label>
      <Spacer />
      <span className={styles.hint}>
        Hold <Kbd keys="h" /> to see the bare picture
      </span>
    </div>
  )
}
