import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readSettings } from '../../../src/main/cli/transfer-settings.ts'
import { demonstration, paper } from '../../../src/shared/presets.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import { temporaryFolder } from '../diffusion/safetensors-files.ts'

const settingsFile = (json: unknown): string => {
  const file = path.join(temporaryFolder(), 'settings.json')
  writeFileSync(file, JSON.stringify(json))
  return file
}

it('where nothing is given the usual preset holds', async () => {
  expect(await readSettings({}, paper)).toEqual({ settings: defaultSettings, preset: 'paper' })
  expect(await readSettings({}, demonstration)).toMatchObject({ settings: { freeU: null }, preset: 'demonstration' })
})

it('a preset that is named takes its place', async () => {
  expect(await readSettings({ preset: 'fast-preview' }, demonstration)).toMatchObject({
    settings: { fidelity: 'paper-code', steps: 20, skip: 12, freeU: defaultSettings.freeU },
    preset: 'fast-preview',
  })
})

it('a settings file wins over the preset, and a single option over both', async () => {
  const settings = settingsFile({ skip: 6, steps: 18, seed: 1, mixRange: { full: [2, 9] } })
  const read = await readSettings({ preset: 'demonstration', settings, steps: '16' }, paper)
  expect(read.settings).toMatchObject({
    fidelity: 'corrected',
    skip: 6,
    steps: 16,
    seed: 1,
    mixRange: { full: [2, 9], half: [1, 20] },
  })
  expect(read.preset).toBe('demonstration')
})
