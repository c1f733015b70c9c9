import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { sd15 } from '../../src/main/diffusion/random-model/architecture.ts'
import { mixingSelfAttention } from '../../src/main/cactif/attention.ts'
import { StepBatch } from '../../src/main/cactif/step-batch.ts'
import { openModel } from '../../src/main/diffusion/model-source.ts'
import { Graph } from '../../src/main/diffusion/onnx/graph.ts'
import { matmul } from '../../src/main/diffusion/onnx/operators.ts'
import { writeRandomModel } from '../../src/main/diffusion/random-model/random-model.ts'
import { float32, Session } from '../../src/main/diffusion/session.ts'
import { StableDiffusion } from '../../src/main/diffusion/stable-diffusion.ts'
import { defaultFreeU } from '../../src/shared/settings.ts'
import { autoencoderFlops, filterFlops, unetFlops } from './flops.ts'
import { countEvaluations } from './evaluations.ts'

/**
 * The engine on random weights of full Stable Diffusion 1.5 size, fp16 file, 512x1024, on the CPU. Every part runs in a
 * process of its own, so that its peak memory is its own, and beside a plain MatMul, whose rate is what the machine gives.
 */

const size = [512, 1024] as const
const latentSize = [64, 128] as const
const cpu = { provider: 'cpu', precision: 'fp32' } as const

interface Measured {
  readonly seconds: number
  /** Seconds until the session was there. */
  readonly loadSeconds: number
  readonly flops: number
  readonly matmulFlopsPerSecond: number
  readonly peakBytes: number
}

type Part = 'plain' | 'mixed' | 'encode' | 'decode'

export async function run(args: readonly string[]): Promise<void> {
  const [part, folder] = args
  if (part && folder) return console.log(JSON.stringify(await measure(part as Part, folder)))
  const kept = process.env['WEATHERGLASS_BENCH_MODEL']
  const model = kept ?? mkdtempSync(path.join(os.tmpdir(), 'weatherglass-bench-'))
  try {
    if (!kept) {
      console.log('writing random weights of Stable Diffusion 1.5 (fp16, 2.1 GB)')
      await writeRandomModel(path.join(model, 'model'), { architecture: sd15, dtype: 'F16', seed: 1 })
    }
    report(model)
    await reportEvaluations()
  } finally {
    if (!kept) rmSync(model, { recursive: true, force: true })
  }
}

function report(folder: string): void {
  const names: Record<Part, string> = {
    plain: 'U-Net, one plain row',
    mixed: 'U-Net, block 1x1 with filter (3 rows)',
    encode: 'encode one image',
    decode: 'decode one image',
  }
  const parts = Object.keys(names) as Part[]
  const rows = parts.map((part) => {
    const m = inProcess(part, folder)
    const rate = m.flops / m.seconds
    return {
      '': names[part],
      seconds: m.seconds.toFixed(2),
      'load s': m.loadSeconds.toFixed(1),
      GFLOP: (m.flops / 1e9).toFixed(0),
      'GFLOP/s': (rate / 1e9).toFixed(0),
      'MatMul GFLOP/s': (m.matmulFlopsPerSecond / 1e9).toFixed(0),
      'of MatMul': `${((100 * rate) / m.matmulFlopsPerSecond).toFixed(0)} %`,
      'peak GB': (m.peakBytes / 1e9).toFixed(2),
    }
  })
  console.table(rows)
}

function inProcess(part: Part, folder: string): Measured {
  const child = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('index.ts', import.meta.url)), 'engine', part, folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    },
  )
  if (child.status !== 0) throw new Error(`the measurement of ${part} ended with ${child.status ?? child.signal}`)
  return JSON.parse(child.stdout) as Measured
}

async function measure(part: Part, folder: string): Promise<Measured> {
  const cache = { folder: path.join(folder, 'cache'), maxBytes: 1e12 }
  const model = new StableDiffusion(await openModel(path.join(folder, 'model')), { device: cpu, cache })
  const before = await matmulRate()
  const flops = flopsOf(model, part)
  const { seconds, loadSeconds } = await timings(model, part)
  const after = await matmulRate()
  return {
    seconds,
    loadSeconds,
    flops,
    matmulFlopsPerSecond: Math.max(before, after),
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }
}

function flopsOf({ unetConfig, autoencoderConfig }: StableDiffusion, part: Part): number {
  const row = unetFlops(unetConfig, ...latentSize)
  switch (part) {
    case 'plain':
      return row
    case 'mixed':
      return 3 * row + filterFlops(unetConfig, ...latentSize, 0.25)
    case 'encode':
    case 'decode':
      return autoencoderFlops(autoencoderConfig, ...size)[part]
  }
}

async function timings(model: StableDiffusion, part: Part): Promise<{ seconds: number; loadSeconds: number }> {
  if (part === 'plain' || part === 'mixed') return unetTimings(model, part === 'mixed')
  const start = performance.now()
  const pixels = noise(3 * size[0] * size[1], 0.5)
  const latents = noise(4 * latentSize[0] * latentSize[1], 1)
  const clock: number[] = []
  const tick = () => {
    clock.push(performance.now())
    return Promise.resolve()
  }
  if (part === 'encode')
    await model.encode(
      ['a', 'b'].map((hash) => ({ tensor: pixels, hash })),
      size,
      tick,
    )
  else await model.decode([latents, latents], size, tick)
  const seconds = (clock[1]! - clock[0]!) / 1000
  return { seconds, loadSeconds: (clock[0]! - start) / 1000 - seconds }
}

async function unetTimings(model: StableDiffusion, mixed: boolean): Promise<{ seconds: number; loadSeconds: number }> {
  const start = performance.now()
  const [height, width] = latentSize
  const selfAttention = mixingSelfAttention({
    filterAxis: 'keys',
    upBlocks: 4,
    branchCache: false,
    keptMapBytes: 160 * 2 ** 20,
  })
  const session = await model.unetSession('bench', { height, width, freeU: defaultFreeU, selfAttention })
  const loadSeconds = (performance.now() - start) / 1000
  const text = noise(77 * model.unetConfig.textChannels, 1)
  const row = () => noise(4 * height * width, 1)
  const batch = new StepBatch()
  if (mixed) batch.addPlain(row(), text)
  batch.addContent(row(), text)
  if (mixed) batch.addMixed(row(), text, { contentOf: 0, style: { row: 0 }, filterShare: 0.25 })
  const inputs = {
    ...batch.rowInputs(501, [4, height, width]),
    ...batch.mixingInputs({ full: mixed, half: mixed }, 1.67, { hasFilter: true, hasCache: false }),
  }
  await session.run(inputs, ['prediction'])
  const seconds = await best(2, () => session.run(inputs, ['prediction']))
  return { seconds, loadSeconds }
}

/** Multiply-adds per second of one large plain MatMul: what this machine gives. */
async function matmulRate(): Promise<number> {
  const n = 2048
  const graph = new Graph({ device: 'cpu', compute: 'float32' })
  const [a, b] = [graph.input('a', 'float32', [n, n]), graph.input('b', 'float32', [n, n])]
  graph.output('c', matmul(graph, a, b))
  const session = await Session.create(graph.finish(), cpu)
  const inputs = { a: float32(noise(n * n, 1), [n, n]), b: float32(noise(n * n, 1), [n, n]) }
  await session.run(inputs)
  const seconds = await best(8, () => session.run(inputs))
  await session.release()
  return (2 * n ** 3) / seconds
}

async function best(times: number, work: () => Promise<unknown>): Promise<number> {
  let seconds = Infinity
  for (let i = 0; i < times; i++) {
    const start = performance.now()
    await work()
    seconds = Math.min(seconds, (performance.now() - start) / 1000)
  }
  return seconds
}

function noise(count: number, scale: number): Float32Array {
  let state = 1
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state / 2 ** 32 - 0.5) * 3.46 * scale
  })
}

async function reportEvaluations(): Promise<void> {
  console.log('U-Net evaluations per output, 50 steps of which 30 are skipped; the public code: 50 + 20 x 3 x 2 = 170')
  console.table(await countEvaluations())
}
