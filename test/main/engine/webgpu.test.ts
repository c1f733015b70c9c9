import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

/** The `webgpu` provider on whatever Vulkan driver is named, else on SwiftShader, the software driver of Chromium. */
const named = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES']
const swiftShader = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
]
  .map((folder) => path.join(folder, 'vk_swiftshader_icd.json'))
  .find((file) => existsSync(file))
const driver = named ?? swiftShader
const runsLong = process.env['WEATHERGLASS_SOAK'] !== undefined

if (driver === undefined)
  process.stdout.write('webgpu is not tested: no Vulkan driver; apt-get install chromium brings one\n')

/** Differences from the goldens by name. Beside its driver Chromium has the loader of drivers, too. */
async function differences(name: string): Promise<Record<string, number>> {
  const script = fileURLToPath(new URL('webgpu-differences.ts', import.meta.url))
  const env = {
    ...process.env,
    VK_ICD_FILENAMES: driver!,
    ...(named ? {} : { LD_LIBRARY_PATH: path.dirname(driver!) }),
  }
  const { stdout } = await promisify(execFile)(process.execPath, [script, name], { env })
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; difference: number })
  for (const { name: part, difference } of found) process.stdout.write(`webgpu ${name}: ${part} ${difference}\n`)
  return Object.fromEntries(found.map(({ name: part, difference }) => [part, difference]))
}

describe.skipIf(driver === undefined)('on webgpu', () => {
  it('the U-Net is diffusers’ for any number of rows', { timeout: 600_000 }, async () => {
    const found = await differences('unet')
    expect(Object.keys(found)).toHaveLength(2)
    for (const difference of Object.values(found)) expect(difference).toBeLessThan(1e-4)
  })

  it('the autoencoder is diffusers’', { timeout: 300_000 }, async () => {
    const { mean, image } = await differences('autoencoder')
    expect(mean).toBeLessThan(1e-4)
    expect(image).toBeLessThan(1e-4)
  })

  it('the text encoder is the golden one', { timeout: 300_000 }, async () => {
    expect((await differences('textEncoder'))['embeddings']).toBeLessThan(1e-4)
  })

  it('attention mixes and filters as the public code does', { timeout: 300_000 }, async () => {
    const found = await differences('attention')
    for (const name of ['similarity', 'threshold', 'out', 'out without mixing']) expect(found[name]).toBeLessThan(1e-5)
    expect(found).toMatchObject({ max_idx: 0, filtered: 0, 'rows filtered without mixing': 0 })
  })

  it.runIf(runsLong)('the first steps of a transfer are the public code’s', { timeout: 1_800_000 }, async () => {
    const found = await differences('pipeline')
    expect(Object.keys(found)).toEqual(['step0.out', 'step1.out', 'step2.out'])
    for (const difference of Object.values(found)) expect(difference).toBeLessThan(1e-4)
  })
})
