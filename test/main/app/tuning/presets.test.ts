import { expect, it } from 'vitest'
import { layerSettings } from '../../../../src/shared/presets.ts'
import { parseSettings } from '../../../../src/shared/settings-schema.ts'
import { small, tunedApp } from './tuned-app.ts'

const app = tunedApp()
const save = (contrast: number) =>
  app.calls.presets.save({ name: 'Soft lamps', condition: 'night', settings: layerSettings(small, { contrast }) })

it('versions of a preset never change, and are kept when it leaves the list', async () => {
  const [first, second, same] = [await save(1.5), await save(2), await save(2)]
  expect([first.version, second.version, same.id]).toEqual([1, 2, second.id])
  await app.end({ ...app.request({ contrast: 2 }), presetVersion: second.id })
  const [listed] = await app.calls.presets.list()
  expect(listed).toMatchObject({ name: 'Soft lamps', condition: 'night', versions: [{ version: 2 }, { version: 1 }] })
  expect(listed!.versions[1]!.settings).toEqual(parseSettings(layerSettings(small, { contrast: 1.5 })))
  await app.calls.presets.remove({ preset: listed!.id })
  expect(await app.calls.presets.list()).toEqual([])
  expect((await app.calls.tuning.history(app.pair))[0]!.presetVersion).toBe(second.id)
  expect((await save(3)).version).toBe(1)
})
