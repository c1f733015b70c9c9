import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Provenance } from '../../../src/main/engine/provenance.ts'
import { readImage } from '../../../src/main/imaging/image.ts'
import { oraclePath } from '../../oracle.ts'
import { parseOutput, runCommand } from './run-command.ts'

/**
 * Real photographs with their labels, which this repository may not hold: where WEATHERGLASS_SAMPLES says, or in
 * `../shared/samples` beside it.
 */
const beside = fileURLToPath(new URL('../../../../shared/samples', import.meta.url))
const samples = process.env['WEATHERGLASS_SAMPLES'] ?? beside

const cityscapes = { image: 'zurich_000087_000019_leftImg8bit.png', label: 'zurich_000087_000019_gtFine_color.png' }
const acdc = { image: 'GOPR0122_frame_000234_rgb_anon.png', label: 'GOPR0122_frame_000234_gt_labelColor.png' }

const [ROAD, SKY] = [0, 10]

describe.skipIf(!existsSync(path.join(samples, cityscapes.image)))('a transfer of real photographs at 512x1024', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-samples-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each([
    ['Cityscapes (RGBA label) after ACDC (RGB label)', cityscapes, acdc],
    ['ACDC after Cityscapes', acdc, cityscapes],
  ] as const)('%s runs to the end, class by class', { timeout: 400_000 }, async (_, content, style) => {
    const settings = path.join(folder, 'settings.json')
    await writeFile(settings, JSON.stringify({ classAdainRange: [0, 3] }))
    const out = path.join(folder, `${path.parse(content.image).name}.png`)
    const result = await runCommand([
      ...['transfer', '--model', oraclePath('tiny-sd'), '--out', out, '--json', '--provider', 'cpu'],
      ...['--content', path.join(samples, content.image), '--content-label', path.join(samples, content.label)],
      ...['--style', path.join(samples, style.image), '--style-label', path.join(samples, style.label)],
      ...['--size', '512x1024', '--steps', '8', '--skip', '5', '--settings', settings],
    ])
    expect(result.exitCode, result.stdout).toBe(0)
    const { classes, similarity, warnings } = parseOutput(result) as unknown as Provenance
    expect(warnings).toEqual([])
    expect(similarity.map(({ step }) => step)).toEqual([2])
    const acted = classes.filter((each) => each.acted).map(({ trainId }) => trainId)
    expect(acted).toEqual(expect.arrayContaining([ROAD, SKY]))
    const { width, height, data } = await readImage(out)
    expect([height, width]).toEqual([512, 1024])
    expect(new Set(data).size).toBeGreaterThan(100)
  })
})
