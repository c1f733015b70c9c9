import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type Engine, type JobOptions } from '../../../src/main/engine/client.ts'
import type { BlockEvent, BlockRequest, Progress } from '../../../src/main/engine/protocol.ts'
import { CancelledError } from '../../../src/shared/errors.ts'
import { parseSettings } from '../../../src/shared/settings-schema.ts'
import type { Settings } from '../../../src/shared/settings.ts'
import { maxAbsDifference, oraclePath } from '../../oracle.ts'

/** Blocks from files to pixels, in the real inference process, on the oracle's pair. */
let folder: string
let engine: Engine
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-block-'))
  engine = startEngine()
})
afterAll(async () => {
  await engine.stop()
  await rm(folder, { recursive: true })
})

/** Mixing in the steps 2 and 3 of 4. */
const settings = parseSettings({ size: [128, 256], steps: 8, skip: 4, classAdainRange: [1, 3], freeU: null })
const content = { image: oraclePath('cactif', 'content.png'), label: oraclePath('cactif', 'content_label.png') }
const style = { image: oraclePath('cactif', 'style.png'), label: oraclePath('cactif', 'style_label.png') }
/** The same picture the other way round: content as a reference, without its label. */
const other = { image: content.image }

const request = (overrides: Partial<BlockRequest> = {}): BlockRequest => ({
  model: oraclePath('tiny-sd'),
  provider: 'cpu',
  precision: 'fp32',
  contents: [content],
  styles: [style],
  settings,
  keep: 'nothing',
  measures: false,
  watched: false,
  ...overrides,
})

type EventOf<Type extends BlockEvent['type']> = Extract<BlockEvent, { type: Type }>

async function run(overrides: Partial<BlockRequest> = {}, options: JobOptions<'block'> = {}) {
  const events: BlockEvent[] = []
  const result = await engine.block(request(overrides), {
    ...options,
    onEvent: (event) => {
      events.push(event)
      options.onEvent?.(event)
    },
  })
  const of = <Type extends BlockEvent['type']>(type: Type) =>
    events.filter((event): event is EventOf<Type> => event.type === type)
  const pictureOf = (pair: number) => of('picture').find((event) => event.pair === pair)!.picture
  return { events, result, of, pictureOf }
}

const transferOf = (overrides: Partial<Settings> = {}) =>
  engine.transfer({
    ...request(),
    content: content.image,
    contentLabel: content.label,
    style: style.image,
    styleLabel: style.label,
    settings: { ...settings, ...overrides },
    trace: true,
  })

describe('a block', () => {
  it('of one pair is a transfer, bit for bit', async () => {
    const { pictureOf, result } = await run()
    const alone = await transferOf()
    expect(pictureOf(0).rgb).toEqual(alone.rgb)
    expect(pictureOf(0).provenance.inputs).toEqual(alone.provenance.inputs)
    expect(result).toMatchObject({ done: 1, pairs: 1, evaluations: alone.provenance.evaluations })
  })

  it('sends each picture as it is done, and progress with the rows evaluated', async () => {
    const progress: Progress[] = []
    const { events, result } = await run(
      { styles: [style, other], measures: true },
      { onProgress: (said) => progress.push(said) },
    )
    expect(events.map(({ type }) => type)).toEqual(['provider', 'picture', 'measured', 'picture', 'measured'])
    const denoising = progress.filter(({ phase }) => phase === 'denoise').map(({ evaluations }) => evaluations)
    // content and two outputs in two steps, with both references in the two that mix
    expect(denoising).toEqual([0, 3, 6, 11, 16])
    expect(result.evaluations).toBe(16)
  })

  it('gives the same bytes again, and each picture as alone but for rounding', async () => {
    const first = await run({ styles: [style, other] })
    const again = await run({ styles: [style, other] })
    expect(again.pictureOf(0).rgb).toEqual(first.pictureOf(0).rgb)
    expect(again.pictureOf(1).rgb).toEqual(first.pictureOf(1).rgb)
    const alone = await run()
    expect(maxAbsDifference(alone.pictureOf(0).rgb, first.pictureOf(0).rgb)).toBeLessThanOrEqual(1)
    expect(first.pictureOf(0).provenance.batch).toEqual({ contents: 1, styles: 2 })
  })

  it('fails the pairs of an image that cannot be used, and no other', async () => {
    const broken = path.join(folder, 'broken.png')
    await writeFile(broken, 'no picture')
    const { of, pictureOf, result } = await run({ contents: [{ image: broken }, content] })
    expect(of('failed')).toMatchObject([{ pair: 0, error: { code: 'bad-image', file: broken } }])
    expect(pictureOf(1).rgb).toEqual((await run()).pictureOf(0).rgb)
    expect(result).toMatchObject({ done: 1, pairs: 2 })
  })

  it('evaluates apart what has no common shape', async () => {
    const pairs = [
      { content: 0, style: 0 },
      { content: 1, style: 0 },
      { content: 1, style: 1 },
    ]
    const { of, result } = await run({ contents: [content, style], styles: [style, other], pairs })
    expect(of('picture').map(({ pair }) => pair)).toEqual([0, 1, 2])
    expect(of('picture').map(({ picture }) => picture.provenance.batch)).toEqual([
      { contents: 1, styles: 1 },
      { contents: 1, styles: 2 },
      { contents: 1, styles: 2 },
    ])
    expect(result.evaluations).toBe(2 * 2 + 2 * 3 + (2 * 3 + 2 * 5))
  })

  it('is cancelled between two steps, and the next one runs', async () => {
    const controller = new AbortController()
    const onProgress = ({ phase, step }: Progress) => void (phase === 'denoise' && step === 2 && controller.abort())
    const cancelled = run({}, { signal: controller.signal, onProgress })
    await expect(cancelled).rejects.toBeInstanceOf(CancelledError)
    expect((await run()).result.done).toBe(1)
  })

  it('says that it is too large for the memory before it begins', async () => {
    const many = Array.from({ length: 400 }, () => content)
    const failure = engine.block(request({ contents: many, settings: parseSettings({ size: [4096, 4096] }) }))
    await expect(failure).rejects.toMatchObject({ code: 'out-of-memory' })
  })
})

describe('a watched block', () => {
  it('shows both images as seen, what would become after each step, and what the filter did', async () => {
    const { of, pictureOf } = await run({ watched: true })
    const [seen] = of('seen')
    expect(seen!.contents[0]!.picture).toMatchObject({ width: 256, height: 128 })
    expect(seen!.contents[0]!.classes).toHaveLength(16 * 32)
    expect(of('predicted').map(({ step }) => step)).toEqual([0, 1, 2, 3])
    expect(of('predicted')[0]!.pictures[0]).toMatchObject({ width: 32, height: 16 })
    const { trace } = await transferOf()
    const { filters } = pictureOf(0).watched!
    expect(filters.map(({ step }) => step)).toEqual([2, 3])
    for (const { step, layers } of filters) {
      expect(layers).toHaveLength(6)
      for (const { scope, similarity, threshold, target, filtered } of layers) {
        const traced = (name: string) => trace!.get(`step${step}.${scope}.${name}`)!.data
        expect(similarity).toEqual(traced('similarity'))
        expect(target).toEqual(traced('max_idx'))
        expect(filtered).toEqual(traced('filtered'))
        expect([threshold]).toEqual([...traced('threshold')])
      }
    }
  })

  it.each([0.1, 0.25, 0.6])('at a share of %d filters exactly what lies below its threshold', async (filterShare) => {
    const { pictureOf } = await run({ watched: true, settings: { ...settings, filterShare } })
    for (const { layers } of pictureOf(0).watched!.filters) {
      for (const { similarity, threshold, filtered } of layers) {
        expect(Math.fround(threshold)).toBe(threshold)
        expect(Uint8Array.from(similarity, (value) => (value < threshold ? 1 : 0))).toEqual(filtered)
      }
    }
  })
})

describe('several shares of a filter', () => {
  it('cost k + 2 rows a step where one costs 3', async () => {
    const pairs = [0, 0.1, 0.25, 0.5, 0.75].map((filterShare) => ({ content: 0, style: 0, filterShare }))
    const { result, pictureOf } = await run({ pairs })
    // the two steps that do not mix have no need of the reference
    expect(result.evaluations).toBe(2 * (5 + 1) + 2 * (5 + 2))
    expect((await run()).result.evaluations).toBe(2 * 2 + 2 * 3)
    expect(pictureOf(3).provenance.settings.filterShare).toBe(0.5)
    expect(pictureOf(3).provenance.similarity.at(-1)!.filteredShare).toBeCloseTo(0.5, 2)
  })
})
