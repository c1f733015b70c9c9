import { listPresets, presetVersion, removePreset, savePreset } from '../../catalog/presets/presets.ts'
import {
  addPreview,
  findPreview,
  previewsOfPair,
  removePreview,
  starPreview,
  unknownPreviews,
} from '../../catalog/presets/previews.ts'
import type { Catalog } from '../../catalog/opening.ts'
import type { Pair } from '../../../shared/tuning.ts'

type Decided = Pick<Catalog, 'database'>

/** What a person decides while tuning, and what is asked about it: presets and previews are few. */
export const tuningDecisions = {
  listPresets: ({ database }: Decided) => listPresets(database),
  savePreset: ({ database }: Decided, request: Parameters<typeof savePreset>[1]) => savePreset(database, request),
  presetVersion: ({ database }: Decided, { version }: { readonly version: number }) => presetVersion(database, version),
  removePreset: ({ database }: Decided, { preset }: { readonly preset: number }) => removePreset(database, preset),
  previewsOfPair: ({ database }: Decided, pair: Pair) => previewsOfPair(database, pair),
  findPreview: ({ database }: Decided, { preview }: { readonly preview: string }) =>
    findPreview(database, preview) ?? null,
  addPreview: ({ database }: Decided, request: Parameters<typeof addPreview>[1]) => addPreview(database, request),
  starPreview: ({ database }: Decided, { preview, starred }: { readonly preview: string; readonly starred: boolean }) =>
    starPreview(database, preview, starred),
  removePreview: ({ database }: Decided, { preview }: { readonly preview: string }) => removePreview(database, preview),
  unknownPreviews: ({ database }: Decided, { ids }: { readonly ids: readonly string[] }) =>
    unknownPreviews(database, ids),
}
