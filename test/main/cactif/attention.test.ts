import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import {
  cachedInput,
  mixingInputs,
  mixingLayers,
  mixingSelfAttention,
  type MixingOptions,
} from '../../../src/main/cactif/attention.ts'
import { openModel } from '../../../src/main/diffusion/model-source.ts'
import { Graph, type Target } from '../../../src/main/diffusion/onnx/graph.ts'
import { queriesPerChunk } from '../../../src/main/diffusion/onnx/layers.ts'
import { readUnetConfig } from '../../../src/main/diffusion/unet.ts'
import { float32, maxAbsDifference, oraclePath, readGoldens, relativeL2 } from '../../oracle.ts'
import { cpu, evaluate, flag, floats, gpu, integers, targets, type Outputs } from '../diffusion/graph-evaluation.ts'
import { randomNumbers } from '../diffusion/safetensors-files.ts'
import {
  mixedRow,
  plainRow,
  quantile,
  referenceFilter,
  similarityOf,
  strongestKey,
  type Mix,
  type Projections,
  type Size,
} from './reference-attention.ts'

const scope = 'up_blocks.3.attentions.0.transformer_blocks.0.attn1'
const range = (count: number) => Array.from({ length: count }, (_, i) => i)

/** One mixed row by the indices of its content and of its style, which count on behind the batch into the cache. */
interface MixedRow extends Pick<Projections, 'q'> {
  readonly content: number
  readonly style: number
}

interface Batch {
  readonly plain: readonly Projections[]
  readonly contents: readonly Projections[]
  readonly mixed: readonly MixedRow[]
  readonly cached?: readonly Projections[]
  /** In place of `contents`. */
  readonly cachedContents?: readonly Projections[]
  readonly contrast: number
  /** One share for all mixed rows, or one for each. */
  readonly share?: number | readonly number[]
  readonly isMixing?: boolean
}

interface Setup {
  readonly size: Size
  readonly target?: Target
  readonly options?: Partial<MixingOptions>
  readonly upBlock?: number
}

/** Evaluates one self-attention layer of the last up block on a batch; outputs `out` [rows, tokens, channels]. */
async function mix({ size, target = cpu, options, upBlock = 3 }: Setup, batch: Batch): Promise<Outputs> {
  const { tokens, heads, channels } = size
  const graph = new Graph(target)
  const value = (name: string) => graph.cast(graph.input(name, 'float32', ['rows', tokens, channels]), target.compute)
  const site = { scope, q: value('q'), k: value('k'), v: value('v'), heads, upBlock }
  const all: MixingOptions = { filterAxis: null, upBlocks: 4, keptMapBytes: 2 ** 30, branchCache: false, ...options }
  graph.output('out', mixingSelfAttention(all)(graph, site))
  const model = graph.finish()
  const wanted = new Set(model.inputs.map(({ name }) => name))
  const feeds = Object.entries(feedsOf(size, batch)).filter(([name]) => wanted.has(name))
  return evaluate(model, Object.fromEntries(feeds))
}

function feedsOf(size: Size, batch: Batch): Record<string, ort.Tensor> {
  const { plain, contents, mixed, cached = [], cachedContents = [], contrast, share = 0, isMixing = true } = batch
  const unused = new Float32Array(size.tokens * size.channels).fill(Number.NaN)
  const rows = [...plain, ...contents, ...mixed.map(({ q }) => ({ q, k: unused, v: unused }))]
  const stacked = (from: readonly Projections[], part: keyof Projections) => {
    const joined = new Float32Array(from.length * size.tokens * size.channels)
    from.forEach((row, i) => joined.set(row[part], i * size.tokens * size.channels))
    return floats(joined, [from.length, size.tokens, size.channels])
  }
  const first = plain.length + contents.length
  const shares = typeof share === 'number' ? mixed.map(() => share) : share
  return {
    q: stacked(rows, 'q'),
    k: stacked(rows, 'k'),
    v: stacked(rows, 'v'),
    [mixingInputs.full]: flag(isMixing),
    [mixingInputs.half]: flag(!isMixing),
    [mixingInputs.plainRows]: integers(range(plain.length)),
    [mixingInputs.contentRows]: integers([
      ...contents.map((_, i) => plain.length + i),
      ...cachedContents.map((_, i) => rows.length + i),
    ]),
    [mixingInputs.liveContents]: integers(range(contents.length)),
    [mixingInputs.mixedRows]: integers(mixed.map((_, i) => first + i)),
    [mixingInputs.contentOf]: integers(mixed.map(({ content }) => content)),
    [mixingInputs.styleRows]: integers(mixed.map(({ style }) => style)),
    [mixingInputs.contrast]: new ort.Tensor('float32', [contrast], []),
    [mixingInputs.filterShare]: floats(Float32Array.from(shares), [mixed.length, 1]),
    [cachedInput(scope, 'q')]: stacked(cachedContents, 'q'),
    [cachedInput(scope, 'k')]: stacked([...cachedContents, ...cached], 'k'),
    [cachedInput(scope, 'v')]: stacked([...cachedContents, ...cached], 'v'),
  }
}

const rowOf = (outputs: Outputs, { tokens, channels }: Size, row: number): Float32Array =>
  outputs.float32('out').subarray(row * tokens * channels, (row + 1) * tokens * channels)
const tokenOf = (row: Float32Array, { channels }: Size, token: number): Float32Array =>
  row.subarray(token * channels, (token + 1) * channels)

/** Images of random queries, keys and values; queries large enough that attention is far from even. */
function randomImages(size: Size, count: number, seed: number): Projections[] {
  const random = randomNumbers(seed)
  const values = (spread: number) =>
    Float32Array.from({ length: size.tokens * size.channels }, () => spread * (random() / 2 ** 31 - 1))
  return range(count).map(() => ({ q: values(4), k: values(1.5), v: values(1) }))
}

describe.each(targets)('mixed attention written for the $device', (target) => {
  const size = { tokens: 128, heads: 8, channels: 64 }

  /** The recorded rows 0 = output, 1 = style, 2 = content, given by head. */
  function recorded(file: string) {
    const goldens = readGoldens('cactif', 'units', file)
    const images = [0, 1, 2].map((row): Projections => {
      const part = (name: string) => tokensFirst(size, float32(goldens, name), row)
      return { q: part('Q'), k: part('K'), v: part('V') }
    })
    const [output, style, content] = images as [Projections, Projections, Projections]
    const contrast = float32(goldens, 'contrast_strength')[0]!
    return {
      goldens,
      batch: { plain: [style], contents: [content], mixed: [{ q: output.q, content: 0, style: 0 }], contrast },
    }
  }

  it('has the public code’s contrast', async () => {
    const { goldens, batch } = recorded('attention_contrast.safetensors')
    const outputs = await mix({ size, target }, batch)
    const wanted = (row: number) => tokensFirst(size, float32(goldens, 'hidden_contrast'), row)
    for (const [ours, theirs] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      expect(relativeL2(rowOf(outputs, size, ours), wanted(theirs))).toBeLessThan(1e-5)
    }
  })

  it('filters as the public code does', async () => {
    const { goldens, batch } = recorded('attention_filtering.safetensors')
    const share = float32(goldens, 'filter_perc')[0]!
    const outputs = await mix({ size, target, options: { filterAxis: 'keys' } }, { ...batch, share })
    expect(outputs.numbers(`${scope}.max_idx`)).toEqual([...(goldens.get('max_idx')!.data as Int32Array)])
    expect(relativeL2(outputs.float32(`${scope}.similarity`), float32(goldens, 'similarity'))).toBeLessThan(1e-5)
    expect(relativeL2(outputs.float32(`${scope}.threshold`), float32(goldens, 'threshold'))).toBeLessThan(1e-5)
    const filtered = outputs.numbers(`${scope}.filtered`).flatMap((taken, token) => (taken ? [token] : []))
    expect(filtered).toEqual([...(goldens.get('filtered_idx')!.data as Int32Array)])
    const wanted = (row: number) => tokensFirst(size, float32(goldens, 'hidden_filtered'), row)
    for (const [ours, theirs] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      expect(relativeL2(rowOf(outputs, size, ours), wanted(theirs))).toBeLessThan(1e-5)
    }
  })
})

/** Row `row` of [rows, heads, tokens, width] as [tokens, heads * width]. */
function tokensFirst({ tokens, heads, channels }: Size, byHead: Float32Array, row: number): Float32Array {
  const width = channels / heads
  return Float32Array.from({ length: tokens * channels }, (_, i) => {
    const [token, channel] = [Math.floor(i / channels), i % channels]
    const [head, d] = [Math.floor(channel / width), channel % width]
    return byHead[((row * heads + head) * tokens + token) * width + d]!
  })
}

/** Two contents with three references each, in one block. */
function block(size: Size, contrast: number) {
  const images = randomImages(size, 3 + 2 + 6, 11)
  const [styles, contents, outputs] = [images.slice(0, 3), images.slice(3, 5), images.slice(5)]
  const mixed = outputs.map(({ q }, i) => ({ q, content: Math.floor(i / 3), style: i % 3 }))
  const mixes = mixed.map(({ content, style }, i): Mix => ({
    output: outputs[i]!,
    style: styles[style]!,
    content: contents[content]!,
    contrast,
  }))
  return { batch: { plain: styles, contents, mixed, contrast }, mixes }
}

describe('mixed attention against a reference token by token', () => {
  const size = { tokens: 24, heads: 2, channels: 8 }
  const shares = [0, 0.25, 0.5, 0.75, 1, 0.1]

  describe.each(targets)('on the $device', (target) => {
    it.each(['keys', 'queries'] as const)('filters %s, each row by its share', async (filterAxis) => {
      const { batch, mixes } = block(size, 1.67)
      const outputs = await mix({ size, target, options: { filterAxis } }, { ...batch, share: shares })
      for (const [row, each] of mixes.entries()) {
        const { target: keys, similarity, threshold, filtered } = referenceFilter(size, each, shares[row]!)
        const part = <T>(values: ArrayLike<T>) => Array.from(values).slice(row * size.tokens, (row + 1) * size.tokens)
        expect(part(outputs.numbers(`${scope}.max_idx`))).toEqual(keys)
        expect(relativeL2(part(outputs.float32(`${scope}.similarity`)), similarity)).toBeLessThan(1e-5)
        expect(outputs.float32(`${scope}.threshold`)[row]).toBeCloseTo(threshold, 5)
        expect(part(outputs.numbers(`${scope}.filtered`)).map(Boolean)).toEqual(filtered)
        const wanted = range(size.tokens).flatMap((token) =>
          mixedRow(size, each, token, { axis: filterAxis, filtered }),
        )
        expect(relativeL2(rowOf(outputs, size, 5 + row), wanted)).toBeLessThan(1e-5)
      }
    })

    it.each([0.3, 1, 1.67, 40])('has a contrast of %d', async (contrast) => {
      const { batch, mixes } = block(size, contrast)
      const outputs = await mix({ size, target }, batch)
      for (const [row, each] of mixes.entries()) {
        const wanted = range(size.tokens).flatMap((token) => mixedRow(size, each, token, null))
        expect(relativeL2(rowOf(outputs, size, 5 + row), wanted)).toBeLessThan(1e-5)
      }
    })

    it('leaves references and contents their own attention', async () => {
      const { batch } = block(size, 1.67)
      const outputs = await mix({ size, target, options: { filterAxis: 'keys' } }, { ...batch, share: 0.5 })
      for (const [row, image] of [...batch.plain, ...batch.contents].entries()) {
        const wanted = range(size.tokens).flatMap((token) => plainRow(size, image, token))
        expect(relativeL2(rowOf(outputs, size, row), wanted)).toBeLessThan(1e-5)
      }
    })
  })

  it('with a contrast of 1 is the style’s attention to the output’s queries', async () => {
    const { batch, mixes } = block(size, 1)
    const outputs = await mix({ size }, batch)
    for (const [row, { output, style }] of mixes.entries()) {
      const swapped = { q: output.q, k: style.k, v: style.v }
      const wanted = range(size.tokens).flatMap((token) => plainRow(size, swapped, token))
      expect(relativeL2(rowOf(outputs, size, 5 + row), wanted)).toBeLessThan(1e-5)
    }
  })

  it.each(['keys', 'queries'] as const)(
    'with no share of %s to filter is the one without a filter',
    async (filterAxis) => {
      const { batch } = block(size, 1.67)
      const without = await mix({ size }, batch)
      const outputs = await mix({ size, options: { filterAxis } }, { ...batch, share: 0 })
      expect(outputs.numbers(`${scope}.filtered`)).not.toContain(1)
      expect(maxAbsDifference(outputs.float32('out'), without.float32('out'))).toBeLessThan(1e-6)
    },
  )

  it('in float16 is close to the one in float32', async () => {
    const { batch, mixes } = block(size, 1.67)
    const outputs = await mix({ size, target: { device: 'gpu', compute: 'float16' } }, batch)
    for (const [row, each] of mixes.entries()) {
      const wanted = range(size.tokens).flatMap((token) => mixedRow(size, each, token, null))
      expect(relativeL2(rowOf(outputs, size, 5 + row), wanted)).toBeLessThan(1e-2)
    }
  })
})

describe('a block of several contents and references', () => {
  const size = { tokens: 128, heads: 8, channels: 64 }

  it.each(['keys', 'queries'] as const)('gives each output as it is alone, filtering %s', async (filterAxis) => {
    const { batch, mixes } = block(size, 1.67)
    const together = await mix({ size, options: { filterAxis } }, { ...batch, share: 0.25 })
    for (const [row, { output, style, content, contrast }] of mixes.entries()) {
      const alone = await mix(
        { size, options: { filterAxis } },
        { plain: [style], contents: [content], mixed: [{ q: output.q, content: 0, style: 0 }], contrast, share: 0.25 },
      )
      expect(maxAbsDifference(rowOf(together, size, 5 + row), rowOf(alone, size, 2))).toBeLessThan(2e-6)
    }
  })

  it('takes keys and values from the cache bit for bit as from the batch', async () => {
    const { batch } = block(size, 1.67)
    const setup = { size, options: { filterAxis: 'keys', branchCache: true } } as const
    const within = await mix(setup, { ...batch, share: 0.25 })
    const recordedPart = (part: 'k' | 'v') => within.float32(`${scope}.${part}`)
    const rowLength = size.tokens * size.channels
    const cached = batch.plain.map((style, i) => {
      const row = (part: 'k' | 'v') => recordedPart(part).subarray(i * rowLength, (i + 1) * rowLength)
      expect([row('k'), row('v')]).toEqual([style.k, style.v])
      return { q: style.q, k: row('k'), v: row('v') }
    })
    const rows = batch.contents.length + batch.mixed.length
    const mixed = batch.mixed.map((row) => ({ ...row, style: rows + row.style }))
    const outside = await mix(setup, { ...batch, plain: [], mixed, cached, share: 0.25 })
    expect(outside.float32('out')).toEqual(within.float32('out').subarray(3 * rowLength))
    expect(outside.numbers(`${scope}.filtered`)).toEqual(within.numbers(`${scope}.filtered`))
  })
})

describe.each(['keys', 'queries'] as const)('contents and references from the cache, filtering %s', (filterAxis) => {
  it('give mixed rows bit for bit what they give from the batch', async () => {
    const size = { tokens: 128, heads: 8, channels: 64 }
    const { batch } = block(size, 1.67)
    const setup = { size, options: { filterAxis, branchCache: true } }
    const within = await mix(setup, { ...batch, share: 0.25 })
    const [rows, contents] = [batch.mixed.length, batch.contents.length]
    const mixed = batch.mixed.map((row) => ({ ...row, style: rows + contents + row.style }))
    const cachedOnly = { plain: [], contents: [], cachedContents: batch.contents, cached: batch.plain }
    const outside = await mix(setup, { ...batch, ...cachedOnly, mixed, share: 0.25 })
    const outputsOfMixed = within.float32('out').subarray((batch.plain.length + contents) * size.tokens * size.channels)
    expect(outside.float32('out')).toEqual(outputsOfMixed)
    expect(outside.numbers(`${scope}.filtered`)).toEqual(within.numbers(`${scope}.filtered`))
  })
})

describe('mixed attention of many tokens', () => {
  const size = { tokens: 2048, heads: 16, channels: 32 }
  const [style, content, output] = randomImages(size, 3, 7) as [Projections, Projections, Projections]
  const each: Mix = { output, style, content, contrast: 1.67 }
  const batch = { plain: [style], contents: [content], mixed: [{ q: output.q, content: 0, style: 0 }], contrast: 1.67 }
  const mapBytes = size.heads * size.tokens * size.tokens * 4
  const tokens = [0, 511, 512, 1300, 2047]

  it.each([
    { target: cpu, filterAxis: 'keys' },
    { target: cpu, filterAxis: 'queries' },
    { target: gpu, filterAxis: 'keys' },
  ] as const)(
    'is the same with maps kept, kept in part and computed twice ($target.device, $filterAxis)',
    async (options) => {
      const { target, filterAxis } = options
      const chunks = size.tokens / queriesPerChunk(size.tokens, size.tokens, size.heads)
      expect(chunks).toBe(4)
      const evaluations = []
      for (const keptMapBytes of [mapBytes, mapBytes / chunks, 0]) {
        evaluations.push(await mix({ size, target, options: { filterAxis, keptMapBytes } }, { ...batch, share: 0.25 }))
      }
      const [kept, ...others] = evaluations
      for (const other of others)
        expect(maxAbsDifference(other.float32('out'), kept!.float32('out'))).toBeLessThan(1e-6)

      const similarity = [...kept!.float32(`${scope}.similarity`)]
      const filtered = kept!.numbers(`${scope}.filtered`).map(Boolean)
      expect(kept!.float32(`${scope}.threshold`)[0]).toBeCloseTo(quantile(similarity, 0.25), 5)
      expect(filtered.filter(Boolean)).toHaveLength(512)
      for (const token of tokens) {
        const key = strongestKey(size, each, token)
        expect(kept!.numbers(`${scope}.max_idx`)[token]).toBe(key)
        expect(similarity[token]).toBeCloseTo(similarityOf(size, each, token, key), 4)
        const wanted = mixedRow(size, each, token, { axis: filterAxis, filtered })
        expect(relativeL2(tokenOf(rowOf(kept!, size, 2), size, token), wanted)).toBeLessThan(1e-5)
      }
    },
  )

  it('is the same in chunks without a filter', async () => {
    const outputs = await mix({ size }, batch)
    for (const token of tokens) {
      const wanted = mixedRow(size, each, token, null)
      expect(relativeL2(tokenOf(rowOf(outputs, size, 2), size, token), wanted)).toBeLessThan(1e-5)
    }
  })
})

describe('a layer', () => {
  const size = { tokens: 24, heads: 2, channels: 8 }

  it.each([
    [3, true],
    [2, false],
  ])('of up block %i that does not mix is the model’s own (full: %s)', async (upBlock, full) => {
    const [style, content, output] = randomImages(size, 3, 3) as [Projections, Projections, Projections]
    const batch = { plain: [style, content, output], contents: [], mixed: [], contrast: 1.67, isMixing: !full }
    const outputs = await mix({ size, upBlock, options: { filterAxis: 'keys' } }, batch)
    for (const [row, image] of [style, content, output].entries()) {
      const wanted = range(size.tokens).flatMap((token) => plainRow(size, image, token))
      expect(relativeL2(rowOf(outputs, size, row), wanted)).toBeLessThan(1e-5)
    }
    expect(outputs.tensor(`${scope}.similarity`).dims).toEqual([0, size.tokens])
    expect(outputs.tensor(`${scope}.filtered`).dims).toEqual([0, size.tokens])
  })

  it('of the encoder, the middle and the deeper up blocks has no inputs for mixing', () => {
    for (const upBlock of [null, 0, 1]) {
      const graph = new Graph(cpu)
      const x = graph.input('x', 'float32', ['rows', 24, 8])
      const options: MixingOptions = { filterAxis: 'keys', upBlocks: 4, keptMapBytes: 0, branchCache: true }
      graph.output('out', mixingSelfAttention(options)(graph, { scope, q: x, k: x, v: x, heads: 2, upBlock }))
      const { inputs, outputs } = graph.finish()
      expect([inputs, outputs].map((values) => values.map(({ name }) => name))).toEqual([['x'], ['out']])
    }
  })

  it('mixes where the public code mixed', async () => {
    const config = readUnetConfig((await openModel(oraclePath('tiny-sd'))).unet)
    const layers = mixingLayers(config)
    const recorded = readGoldens('cactif', 'cactif_filtering.safetensors')
    const theirs = new Set([...recorded.keys()].map((name) => /(up_blocks\.\d\.attentions\.\d)/.exec(name)![1]!))
    expect(new Set(layers.map((layer) => layer.scope.split('.transformer_blocks')[0]!))).toEqual(theirs)
    expect(layers.map(({ level, share, channels }) => [level, share, channels])).toEqual([
      ...range(3).map(() => ['half', 1 / 4, 32]),
      ...range(3).map(() => ['full', 1, 16]),
    ])
  })
})
