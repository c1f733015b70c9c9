import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readImage } from '../../../src/main/imaging/image.ts'
import { runCommand } from './run-command.ts'

const conditions = ['fog', 'night', 'rain', 'snow']

it(
  'the demo ends in a sheet to look at, in which a day took the light of each reference',
  { timeout: 400_000 },
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-demo-'))
    const { exitCode, stdout, stderr } = await runCommand(['demo', '--out', path.join(folder, 'demo')])
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('demonstration model')
    expect(stdout).toContain(path.join(folder, 'demo', 'sheet.png'))
    expect(stderr).toMatch(/^drawing scenes 5\/5/m)
    expect(stderr).toMatch(/^fog, 1 of 4: encoding 0\/2/m)
    expect(stderr).toMatch(/^fog, 1 of 4 \(about \d+:\d\d left in all\): denoising \d/m)
    expect(stderr).toMatch(/^night, 2 of 4 \(\d+:\d\d left in all\): encoding 0\/2/m)
    expect(stderr).toMatch(/^snow, 4 of 4 \(\d+:\d\d left in all\): decoding 1\/1/m)
    const results = conditions.flatMap((condition) => [`restyled_${condition}.png`, `restyled_${condition}.json`])
    expect(await readdir(path.join(folder, 'demo'))).toEqual(expect.arrayContaining(['sheet.png', ...results]))
    const brightness = async (name: string): Promise<number> => {
      const { data } = await readImage(path.join(folder, 'demo', `${name}.png`))
      return data.reduce((sum, value) => sum + value, 0) / data.length
    }
    const [day, night, restyled] = await Promise.all(['content', 'style_night', 'restyled_night'].map(brightness))
    expect(Math.abs(restyled! - night!)).toBeLessThan(0.5 * Math.abs(day! - night!))
    const provenance = JSON.parse(await readFile(path.join(folder, 'demo', 'restyled_fog.json'), 'utf8')) as object
    expect(provenance).toMatchObject({ model: { demonstration: true }, preset: 'demonstration' })
    await rm(folder, { recursive: true })
  },
)
