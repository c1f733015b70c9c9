import { resolveSettings, type SettingsInput } from '../../../src/shared/settings-schema.ts'
import { methods, type Fidelity, type Method, type Settings } from '../../../src/shared/settings.ts'

/** The methods, and what is left of `cacti` without attention mixing: AdaIN at every noise level, class by class as there. */
export const restylers = ['adain-only', ...methods] as const
export type Restyler = Method | 'adain-only'

/** How results were made. */
export interface Variant {
  readonly fidelity: Fidelity
  readonly restyler: Restyler
}

/** What `fidelity` bundles changes, and nothing else of the preset. */
export function settingsOf({ fidelity, restyler }: Variant, preset: SettingsInput): Settings {
  if (restyler !== 'adain-only') return resolveSettings({ ...preset, fidelity, method: restyler })
  const unmixed = { full: [0, 0], half: [0, 0] } as const
  return resolveSettings({ ...preset, fidelity, method: 'cacti', mixRange: unmixed })
}
