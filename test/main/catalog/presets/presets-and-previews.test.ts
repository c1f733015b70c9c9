import { expect, it } from 'vitest'
import { listPresets, presetVersion, removePreset, savePreset } from '../../../../src/main/catalog/presets/presets.ts'
import {
  addPreview,
  findPreview,
  KEPT_PREVIEWS,
  previewsOfPair,
  removePreview,
  starPreview,
  unknownPreviews,
} from '../../../../src/main/catalog/presets/previews.ts'
import * as statements from '../../../../src/main/catalog/presets/statements.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import { catalogInMemory } from '../class-pixel-rows.ts'

const result = {
  ...{ evaluations: 16, seconds: 3, model: 'mini', provider: 'cpu', precision: 'fp32' },
  measures: null,
  warnings: [],
}

/** A catalog with the images 1 and 2. */
function catalogOfPair() {
  const database = catalogInMemory()
  database.exec(`
    INSERT INTO source (id, root, name, layout, added_utc) VALUES (1, '/gta', 'GTA5', 'gta5', '');
    INSERT INTO image (id, source_id, path, condition, frame, bytes, modified_ms, walk, revision)
      VALUES (1, 1, 'images/1.png', 'clear', '1', 1, 1, 1, 1), (2, 1, 'images/2.png', 'night', '2', 1, 1, 1, 1);`)
  const add = (preview: string) =>
    addPreview(database, {
      ...{ preview, content: 1, reference: 2, settings: defaultSettings, presetVersion: null, result },
    })
  return { database, add }
}

it('a preset has its own versions for each condition, whatever the case of its name', () => {
  const database = catalogInMemory()
  const save = (name: string, condition: 'night' | null, contrast: number) =>
    savePreset(database, { name, condition, settings: { ...defaultSettings, contrast } })
  const versions = [save('Soft', 'night', 1), save('soft', 'night', 2), save('Soft', null, 1), save('Soft', 'night', 2)]
  expect(versions.map(({ version }) => version)).toEqual([1, 2, 1, 2])
  expect(listPresets(database).map(({ name, condition, versions: { length } }) => [name, condition, length])).toEqual([
    ['Soft', null, 1],
    ['Soft', 'night', 2],
  ])
  removePreset(database, versions[0]!.preset)
  expect(presetVersion(database, versions[0]!.id)).toMatchObject({
    name: 'Soft',
    version: 1,
    settings: { contrast: 1 },
  })
  expect(() => removePreset(database, versions[0]!.preset)).toThrow('was removed')
  expect(save('Soft', 'night', 1).preset).not.toBe(versions[0]!.preset)
})

it('keeps the last previews of a pair and all that are starred', () => {
  const { database, add } = catalogOfPair()
  const id = (i: number) => i.toString(16).padStart(16, '0')
  add(id(0))
  starPreview(database, id(0), true)
  const forgotten = Array.from({ length: KEPT_PREVIEWS + 2 }, (_, i) => add(id(i + 1))).flat()
  expect(forgotten).toEqual([id(1), id(2)])
  const kept = previewsOfPair(database, { content: 1, reference: 2 })
  expect(kept).toHaveLength(KEPT_PREVIEWS + 1)
  expect(kept.at(-1)).toMatchObject({ preview: id(0), starred: true, settings: defaultSettings, result })
  expect(previewsOfPair(database, { content: 2, reference: 1 })).toEqual([])
  expect(unknownPreviews(database, [id(0), id(1), '.weatherglass-x.tmp'])).toEqual([id(1), '.weatherglass-x.tmp'])
  removePreview(database, id(0))
  expect(findPreview(database, id(0))).toBeUndefined()
  expect(() => starPreview(database, id(0), true)).toThrow('no preview')
})

it('previews go with their images', () => {
  const { database, add } = catalogOfPair()
  add('0000000000000001')
  database.exec('DELETE FROM image WHERE id = 2')
  expect(findPreview(database, '0000000000000001')).toBeUndefined()
})

it.each(Object.entries(statements))('%s reads no table from end to end, unless it lists presets', (name, sql) => {
  const database = catalogInMemory()
  const parameters = (sql.match(/\?/g) ?? []).map(() => null)
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[]
  const scanned = steps.flatMap(({ detail }) => /^SCAN (preset|preset_version|preview)\b/.exec(detail)?.[1] ?? [])
  expect(scanned).toHaveLength(name.startsWith('LIST_') ? 1 : 0)
})
