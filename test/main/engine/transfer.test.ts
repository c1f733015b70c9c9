import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSafetensors } from '../../../src/main/diffusion/safetensors.ts'
import { startEngine, type Engine } from '../../../src/main/engine/client.ts'
import type { TransferRequest } from '../../../src/main/engine/protocol.ts'
import { pixelBytes } from '../../../src/main/engine/transfer-job.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { resolveQuirks } from '../../../src/shared/settings.ts'
import { parseSettings } from '../../../src/shared/settings-schema.ts'
import { float32, maxAbsDifference, oraclePath, readGoldens, relativeL2 } from '../../oracle.ts'

/** The whole way from files to pixels, in the real inference process, on the oracle's pair. */
let folder: string
let engine: Engine
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-transfer-'))
  engine = startEngine()
})
afterAll(async () => {
  await engine.stop()
  await rm(folder, { recursive: true })
})

const settings = {
  size: [128, 256],
  steps: 20,
  skip: 12,
  mixRange: { full: [1, 20], half: [1, 20] },
  classAdainRange: [2, 6],
  freeU: null,
}

const request = (overrides: Partial<TransferRequest> = {}): TransferRequest => ({
  model: oraclePath('tiny-sd'),
  content: oraclePath('cactif', 'content.png'),
  contentLabel: oraclePath('cactif', 'content_label.png'),
  style: oraclePath('cactif', 'style.png'),
  styleLabel: oraclePath('cactif', 'style_label.png'),
  settings: parseSettings(settings),
  provider: 'cpu',
  precision: 'fp32',
  trace: false,
  ...overrides,
})

const recordedNoise = (name: 'content' | 'style') => {
  const data = float32(readGoldens('cactif', 'inversion.safetensors'), `${name}.noise`)
  return [`${name}.noise`, { dtype: 'F32', shape: [20, 4, 16, 32], data }] as const
}

async function noiseFile(tensors: Parameters<typeof writeSafetensors>[1]): Promise<string> {
  const file = path.join(folder, 'noise.safetensors')
  await writeSafetensors(file, tensors)
  return file
}

describe('a transfer in the inference process', () => {
  it('gives the picture and the latents of the public code for its files and its noise', async () => {
    const noise = await noiseFile([recordedNoise('content'), recordedNoise('style')])
    const { rgb, width, height, provenance, trace } = await engine.transfer(request({ noise, trace: true }))
    const goldens = readGoldens('cactif', 'cactif.safetensors')
    const inversion = readGoldens('cactif', 'inversion.safetensors')
    expect([width, height]).toEqual([256, 128])
    expect(maxAbsDifference(rgb, goldens.get('decoded_out_uint8_hwc')!.data as Uint8Array)).toBeLessThanOrEqual(1)
    const w0 = trace!.get('w0.content')!
    expect(w0.shape).toEqual([1, 4, 16, 32])
    expect(relativeL2(w0.data, float32(inversion, 'content.w0'))).toBeLessThan(1e-4)
    expect([...trace!.keys()]).toEqual(
      expect.arrayContaining([
        'step7.out_before_adain',
        'step2.up_blocks.2.attentions.0.transformer_blocks.0.attn1.max_idx',
        'out.image',
      ]),
    )
    expect(provenance).toMatchObject({
      method: 'cactif',
      fidelity: 'paper-code',
      provider: 'cpu',
      precision: 'fp32',
      model: { name: 'tiny-sd' },
      warnings: [],
    })
    expect(provenance.evaluations).toBeLessThanOrEqual(24)
    expect(provenance.inputs.noise?.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('gives the same bytes again, and others for another seed', async () => {
    const short = (seed: number) => request({ settings: parseSettings({ ...settings, steps: 4, skip: 2, seed }) })
    const first = await engine.transfer(short(1))
    expect((await engine.transfer(short(1))).rgb).toEqual(first.rgb)
    expect((await engine.transfer(short(2))).rgb).not.toEqual(first.rgb)
    expect(first.trace).toBeNull()
  })

  it('says where its result comes from', async () => {
    const short = parseSettings({ ...settings, steps: 4, skip: 1, seed: 3 })
    const asked = request({ settings: short })
    const { provenance } = await engine.transfer(asked)
    const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
    const any = (type: StringConstructor | NumberConstructor) => expect.any(type) as unknown
    expect(provenance).toEqual({
      method: 'cactif',
      fidelity: 'paper-code',
      settings: short,
      quirks: resolveQuirks(short),
      model: { path: asked.model, name: 'tiny-sd', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
      provider: 'cpu',
      precision: 'fp32',
      batch: { contents: 1, styles: 1 },
      // content and output in two steps; with the reference where attention mixes
      evaluations: 2 + 2 + 3,
      peakBytes: any(Number),
      seconds: any(Number),
      timings: Object.fromEntries(
        ['convert', 'load', 'encode', 'invert', 'denoise', 'decode'].map((phase) => [phase, any(Number)]),
      ),
      similarity: [{ step: 2, mean: any(Number), threshold: any(Number), filteredShare: any(Number) }],
      classes: expect.any(Array) as unknown,
      inputs: {
        content: { file: asked.content, sha256: sha256(asked.content), imageHash: any(String) },
        contentLabel: { file: asked.contentLabel, sha256: sha256(asked.contentLabel!), encoding: 'labelIds' },
        style: { file: asked.style, sha256: sha256(asked.style), imageHash: any(String) },
        styleLabel: { file: asked.styleLabel, sha256: sha256(asked.styleLabel!), encoding: 'colours' },
      },
      versions: { weatherglass: packageJson.version, onnxruntime: any(String), node: process.versions.node },
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
      warnings: [],
    })
  })

  it('without a style label says so in a warning', async () => {
    const labelled = request({ settings: parseSettings({ ...settings, steps: 3, skip: 1 }) })
    const unlabelled = Object.fromEntries(Object.entries(labelled).filter(([key]) => key !== 'styleLabel'))
    const { provenance } = await engine.transfer(unlabelled as unknown as TransferRequest)
    expect(provenance.warnings.join()).toContain('style label')
    expect(provenance.inputs.styleLabel).toBeUndefined()
  })
})

describe('a transfer is refused in one sentence', () => {
  it('for noise of another shape', async () => {
    const noise = await noiseFile([
      recordedNoise('content'),
      ['style.noise', { dtype: 'F32', shape: [20, 4, 8, 16], data: new Float32Array(20 * 4 * 8 * 16) }],
    ])
    await expect(engine.transfer(request({ noise }))).rejects.toMatchObject({
      code: 'bad-tensor-file',
      file: noise,
      message: `${noise}: expected style.noise as float32 [20, 4, 16, 32] for these settings, found F32 [20, 4, 8, 16].`,
    })
  })

  it('for a noise file that is none', async () => {
    await expect(engine.transfer(request({ noise: oraclePath('cactif', 'content.png') }))).rejects.toMatchObject({
      code: 'bad-tensor-file',
    })
  })

  it.each([
    ['content', 'nothing.png'],
    ['model', 'no-model'],
    ['contentLabel', 'nothing.png'],
  ] as const)('for a %s that does not exist', async (key, name) => {
    const file = path.join(folder, name)
    await expect(engine.transfer(request({ [key]: file }))).rejects.toMatchObject({ code: 'file-missing' })
  })

  it('for a precision that the provider does not have', async () => {
    await expect(engine.transfer(request({ precision: 'fp16' }))).rejects.toMatchObject({ code: 'usage' })
  })
})

it('pixels are rounded and limited', () => {
  expect([...pixelBytes(Float32Array.of(-1, 1, 0, -1.2, 1.2, 0.5))]).toEqual([0, 128, 255, 255, 0, 191])
})
