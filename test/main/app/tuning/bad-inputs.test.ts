import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { encodePaletteIds } from '../../../../src/main/scenes/label-png.ts'
import { layerSettings } from '../../../../src/shared/presets.ts'
import { parseSettings, type SettingsInput } from '../../../../src/shared/settings-schema.ts'
import { failureOf } from '../failure-of.ts'
import { small, tunedApp } from './tuned-app.ts'

const app = tunedApp()

/** What is said of a preview that is refused, or that fails once it is begun. */
async function refusal(settings: SettingsInput, pair = app.pair): Promise<string> {
  return sentence(app.end(app.request(settings, pair)))
}

async function sentence(ending: ReturnType<typeof app.end>): Promise<string> {
  const caught = await Promise.allSettled([ending])
  const [end] = caught
  if (end.status === 'rejected') return (await failureOf(ending)).message
  if (end.value.state !== 'failed') throw new Error(`the preview ended as ${end.value.state}`)
  return end.value.failure.message
}

describe('settings', () => {
  it.each<readonly [SettingsInput, string]>([
    [{ classMap: { lorry: 'car' } } as SettingsInput, '"lorry" in classMap is not a class'],
    [{ classMap: { car: 'lorry' } } as unknown as SettingsInput, '"lorry" in classMap is not a class'],
    [{ filterShare: 1.5 }, 'expected a number from 0 to 1 for "filterShare" but received 1.5'],
    [{ steps: '20' } as unknown as SettingsInput, 'for "steps" but received "20"'],
    [{ mixRange: { full: [5, 2] } }, 'for "mixRange.full" but received [5,2]'],
    [{ prompt: 'x'.repeat(100_000) }, 'at most 1000 characters for "prompt"'],
    [{ steps: 1000 }, "Expected steps between 1 and 999 that fit the model's 1000 timesteps but received 1000"],
  ])('%j are refused in one sentence', async (settings, expected) => {
    const said = await refusal(settings)
    expect(said).toContain(expected)
    expect(said.length).toBeLessThan(200)
    expect(said).not.toContain('\n')
  })

  it('that the model cannot do fail their pictures of a sweep, and no other', async () => {
    const across = { setting: 'steps', values: [1000, 5] } as const
    const request = { pairs: [app.pair], settings: small, model: null, across, down: null }
    const end = await app.sweepEnd((await app.calls.tuning.startSweep(request)).sweep)
    expect(end).toMatchObject({ state: 'done', cells: [{ state: 'failed' }, { state: 'done' }] })
    expect(end.cells[0]!.failure!.message).toContain('choose fewer steps')
  })
})

describe('images', () => {
  it('without a label are restyled as a whole, which is said', async () => {
    const { reference } = app.pair
    const { preview, result } = await app.run({}, { content: app.unlabelled, reference })
    expect(result.measures).toBeNull()
    expect(result.warnings).toEqual([expect.stringContaining('Without a content label') as unknown])
    expect(await app.calls.tuning.classes({ preview })).toMatchObject({ hasContentLabel: false, classes: [] })
  })

  it('with a label of another size or of another kind are refused, until it is right again', async () => {
    const label = app.file('labels', 1)
    copyFileSync(label, `${label}.kept`)
    writeFileSync(label, encodePaletteIds({ width: 64, height: 64 }, new Uint8Array(64 * 64).fill(7)))
    expect(await refusal({})).toBe(
      `${label} has 64x64 pixels but its image has 128x64; give the label of that image at its full size, or train ids at exactly the latents' 16x8`,
    )
    writeFileSync(label, 'no picture')
    expect(await refusal({})).toBe(`${label} is not a PNG, expected a label map as PNG; convert it without loss`)
    rmSync(label)
    expect(await refusal({})).toContain(`${label} cannot be shown: it is not there any more`)
    renameSync(`${label}.kept`, label)
    await app.run()
  })

  it('that are deleted between two previews are named; what was made before stays', async () => {
    const before = await app.run()
    const file = app.file('images', 2)
    renameSync(file, `${file}.away`)
    expect(await refusal({ filterShare: 0.5 })).toBe(
      `${file} cannot be shown: it is not there any more; rescan its source`,
    )
    expect((await app.calls.tuning.history(app.pair))[0]!.preview).toBe(before.preview)
    expect(await app.media(`/media/preview/${before.preview}/reference`)).not.toHaveLength(0)
    renameSync(`${file}.away`, file)
    await app.run({ filterShare: 0.5 })
  })

  it('that never were are not looked for', async () => {
    expect(await refusal({}, { ...app.pair, content: 999 })).toBe(
      'There is no image 999 in this workspace; its source was removed',
    )
  })
})

describe('presets', () => {
  const save = (name: string, contrast = 1.5) =>
    app.calls.presets.save({ name, condition: 'night', settings: layerSettings(small, { contrast }) })
  const names = async () => (await app.calls.presets.list()).map(({ name }) => name)

  it('have versions that never change, and are kept when it leaves the list while it is used', async () => {
    const [first, second, same] = [await save('Soft lamps'), await save('soft lamps', 2), await save('Soft lamps', 2)]
    expect([first.version, second.version, same.id]).toEqual([1, 2, second.id])
    const { preview } = await app.calls.tuning.start({ ...app.request({ contrast: 2 }), presetVersion: second.id })
    const [listed] = await app.calls.presets.list()
    expect(listed).toMatchObject({ name: 'Soft lamps', condition: 'night', versions: [{ version: 2 }, { version: 1 }] })
    expect(listed!.versions[1]!.settings).toEqual(parseSettings(layerSettings(small, { contrast: 1.5 })))
    await app.calls.presets.remove({ preset: listed!.id })
    expect((await app.states(preview)).at(-1)!.state).toBe('done')
    expect(await app.calls.presets.list()).toEqual([])
    expect((await app.calls.tuning.history(app.pair))[0]!.presetVersion).toBe(second.id)
    expect((await save('Soft lamps', 3)).version).toBe(1)
    expect((await failureOf(app.calls.presets.remove({ preset: listed!.id }))).message).toContain('it was removed')
  })

  it('take any name that can be read, on one line', async () => {
    await save('Nebel 🌫 weich')
    await save("'; DROP TABLE preset; --")
    await save(' two\nlines\u0000 ')
    // composed or not, it is the same name
    expect((await save('Cafe\u0301', 2)).version).toBe(1)
    expect((await save('Caf\u00e9', 3)).version).toBe(2)
    expect(await names()).toEqual(
      expect.arrayContaining(['Nebel 🌫 weich', "'; DROP TABLE preset; --", 'two lines', 'Caf\u00e9']),
    )
  })

  it('refuse a name that cannot be read, in one sentence', async () => {
    const before = await names()
    expect((await failureOf(save('x'.repeat(10_000)))).message).toBe(
      "A preset's name has at most 100 characters, this one has 10000; shorten it",
    )
    for (const name of ['', ' \t', '\u200b\u200d'])
      expect((await failureOf(save(name))).message).toContain('at least one character that can be seen')
    expect(await names()).toEqual(before)
  })

  it('that are not there cannot be what a preview is made with', async () => {
    expect(await sentence(app.end({ ...app.request(), presetVersion: 9999 }))).toBe(
      'There is no version 9999 of a preset in this workspace; choose one of the list',
    )
  })
})
