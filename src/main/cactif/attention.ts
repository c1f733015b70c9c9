import type { Graph, Value } from '../diffusion/onnx/graph.ts'
import { attention, attentionByHead } from '../diffusion/onnx/layers.ts'
import {
  abs,
  add,
  concat,
  div,
  fixedSize,
  gatherRows,
  less,
  max,
  mul,
  reduceSum,
  reshape,
  slice,
  sqrt,
  sub,
  transpose,
  where,
} from '../diffusion/onnx/operators.ts'
import type { AttentionSite, SelfAttention, UnetConfig } from '../diffusion/unet.ts'
import type { FilterAxis } from '../../shared/settings.ts'
import { ContrastedAttention, type Rows } from './contrasted-attention.ts'

/**
 * Cross-image attention and selective attention filtering (CACTIF, arXiv 2505.16360, sections 3.2 and 3.3), inside the
 * U-Net's graph. The batch holds plain rows (references) and content rows, which attend to themselves, and behind them
 * mixed rows (outputs), which take K and V from a reference's row.
 */

/** Maps of attention up to this size are kept per mixed row; beyond it, touching fresh memory costs more than computing them again. */
export const keptMapBytes = 160 * 2 ** 20

export interface MixingOptions {
  /** What the filter gives back to the content; null: no filter. */
  readonly filterAxis: FilterAxis | null
  /** Number of up blocks; the last one and the one before it mix. */
  readonly upBlocks: number
  /** Attention maps up to this size per layer and mixed row are kept between the argmax and the output; the rest is computed twice. */
  readonly keptMapBytes: number
  /** What contents and references give may come from outside, recorded by an earlier evaluation: `{layer}.q`, `.k`, `.v`. */
  readonly branchCache: boolean
}

/** The two resolutions at which attention is mixed: `full` = the last up block, `half` = the one before. */
export type MixingLevel = 'full' | 'half'

/** Names of the graph's inputs; values are float32, int64 or bool. */
export const mixingInputs = {
  /** bool []: whether the layers of that level mix in this step. */
  full: 'mix.full',
  half: 'mix.half',
  /**
   * int64: the rows of the batch in this order; as many mixed rows for each content row, one content's after the other. With a filter,
   * content rows may be rows of the cache, which count on from the batch.
   */
  plainRows: 'mix.plainRows',
  contentRows: 'mix.contentRows',
  mixedRows: 'mix.mixedRows',
  /** int64: which of the content rows are in the batch, counted from 0; with a filter and a cache only. */
  liveContents: 'mix.liveContents',
  /** int64 [mixed]: which of the content rows each mixed row belongs to, counted from 0. */
  contentOf: 'mix.contentOf',
  /** int64 [mixed]: for each mixed row the row that lends K and V (rows of the cache count on from the batch). */
  styleRows: 'mix.styleRows',
  /** float32 [] */
  contrast: 'mix.contrast',
  /** float32 [mixed, 1]: share of tokens that the filter takes. */
  filterShare: 'mix.filterShare',
} as const

/** Outputs that a filter adds for each mixing layer, named `{scope}.{output}`; int64 `max_idx`, bool `filtered`. */
export const filterOutputs = ['similarity', 'threshold', 'filtered', 'max_idx'] as const

/** What a layer computes from the hidden states of a row, each [N, C]. */
export const branchParts = ['q', 'k', 'v'] as const
export type BranchPart = (typeof branchParts)[number]

/**
 * Input that takes a part of what is cached, [cached, N, C]: contents first, then references, which have no Q. The batch's own are the
 * outputs `{scope}.{part}`.
 */
export const cachedInput = (scope: string, part: BranchPart): string => `${scope}.cached.${part}`

/** The level at which an up block mixes, or null. */
export function mixingLevel(upBlock: number | null, upBlocks: number): MixingLevel | null {
  if (upBlock === upBlocks - 1) return 'full'
  return upBlock === upBlocks - 2 ? 'half' : null
}

interface Inputs {
  readonly full: Value
  readonly half: Value
  readonly plainRows: Value
  readonly contentRows: Value
  readonly mixedRows: Value
  readonly contentOf: Value
  readonly styleRows: Value
  readonly contrast: Value
  readonly filterShare: Value | null
  readonly liveContents: Value | null
}

/** A self-attention layer that mixes. */
export interface MixingLayer {
  /** Its module path, as in the weights: `up_blocks.2.attentions.0.transformer_blocks.0.attn1`. */
  readonly scope: string
  readonly level: MixingLevel
  /** Tokens per latent: 1 at full resolution, 1/4 at half. */
  readonly share: number
  readonly channels: number
  readonly heads: number
}

/** The layers that mix, in the order of evaluation. */
export function mixingLayers(config: UnetConfig): MixingLayer[] {
  const upBlocks = config.upAttention.length
  return config.upAttention.flatMap((hasAttention, upBlock) => {
    const level = mixingLevel(upBlock, upBlocks)
    if (!level || !hasAttention) return []
    const mirror = upBlocks - 1 - upBlock
    return Array.from({ length: config.layersPerBlock + 1 }, (_, attention) =>
      Array.from({ length: config.transformerLayers[mirror]! }, (_, block) => ({
        scope: `up_blocks.${upBlock}.attentions.${attention}.transformer_blocks.${block}.attn1`,
        level,
        share: 1 / 4 ** mirror,
        channels: config.blockChannels[mirror]!,
        heads: config.heads[mirror]!,
      })),
    ).flat()
  })
}

/** What the filter of one layer decided for the mixed rows; all over tokens. */
interface Filtering {
  /** int32 [mixed, N]: the reference's token that each token attends to most. */
  readonly target: Value
  /** float32 [mixed, N], 0 to the number of heads. */
  readonly similarity: Value
  /** float32 [mixed, 1] */
  readonly threshold: Value
  /** bool [mixed, N] */
  readonly filtered: Value
}

/**
 * The self-attention to give to `buildUnet`: the model's own, except in the mixing layers while their input says so. With
 * a filter it adds the outputs `{layer}.similarity`, `.threshold`, `.filtered`, `.max_idx`, empty where nothing was mixed.
 * One call serves one graph.
 */
export function mixingSelfAttention(options: MixingOptions): SelfAttention {
  let shared: Inputs | null = null
  return (graph, site) => {
    const level = mixingLevel(site.upBlock, options.upBlocks)
    if (!level) return attention(graph, site.q, site.k, site.v, site.heads)
    shared ??= declareInputs(graph, options)
    return mixedOrOwn(graph, site, shared, shared[level], options)
  }
}

function declareInputs(graph: Graph, { filterAxis, branchCache }: MixingOptions): Inputs {
  const input = graph.input.bind(graph)
  return {
    full: input(mixingInputs.full, 'bool', []),
    half: input(mixingInputs.half, 'bool', []),
    plainRows: input(mixingInputs.plainRows, 'int64', ['plain']),
    contentRows: input(mixingInputs.contentRows, 'int64', ['contents']),
    mixedRows: input(mixingInputs.mixedRows, 'int64', ['mixed']),
    contentOf: input(mixingInputs.contentOf, 'int64', ['mixed']),
    styleRows: input(mixingInputs.styleRows, 'int64', ['mixed']),
    contrast: input(mixingInputs.contrast, 'float32', []),
    filterShare: filterAxis ? input(mixingInputs.filterShare, 'float32', ['mixed', 1]) : null,
    liveContents: filterAxis && branchCache ? input(mixingInputs.liveContents, 'int64', ['liveContents']) : null,
  }
}

function mixedOrOwn(graph: Graph, site: AttentionSite, inputs: Inputs, isMixing: Value, options: MixingOptions): Value {
  const lending = options.branchCache ? withCache(graph, site) : site
  const own = () => attention(graph, site.q, site.k, site.v, site.heads)
  if (!inputs.filterShare) {
    return graph.branch(
      isMixing,
      () => [mixRows(graph, site, lending, inputs, options).output],
      () => [own()],
    )[0]!
  }
  const tokens = fixedSize(site.q, 1)
  const [output, ...found] = graph.branch(
    isMixing,
    () => {
      const { output, filtering } = mixRows(graph, site, lending, inputs, options)
      const target = graph.cast(filtering!.target, 'int64')
      return [output, filtering!.similarity, filtering!.threshold, filtering!.filtered, target]
    },
    () => {
      const nothing = graph.floats([], [0, tokens], 'float32')
      return [
        own(),
        nothing,
        graph.floats([], [0, 1], 'float32'),
        graph.cast(nothing, 'bool'),
        graph.cast(nothing, 'int64'),
      ]
    },
  )
  for (const [i, name] of filterOutputs.entries()) graph.output(`${site.scope}.${name}`, found[i]!)
  return output!
}

/** Q, K and V of the batch, then those of the cache; the batch's own become outputs, so that they can be recorded. */
function withCache(graph: Graph, site: AttentionSite): Rows {
  const joined = (part: BranchPart) => {
    const own = site[part]
    graph.output(`${site.scope}.${part}`, own)
    const rows = part === 'q' ? 'cachedContents' : 'cached'
    const cached = graph.input(cachedInput(site.scope, part), 'float32', [rows, ...own.shape.slice(1)])
    return concat(graph, [own, graph.cast(cached, own.type)], 0, part === 'q' ? 'rowsAndContents' : 'rowsAndCached')
  }
  return { q: joined('q'), k: joined('k'), v: joined('v') }
}

function mixRows(
  graph: Graph,
  site: AttentionSite,
  lending: Rows,
  inputs: Inputs,
  options: MixingOptions,
): { output: Value; filtering: Filtering | null } {
  const { heads } = site
  const rowsOf = (rows: Rows, indices: Value): Rows => ({
    q: gatherRows(graph, rows.q, indices),
    k: gatherRows(graph, rows.k, indices),
    v: gatherRows(graph, rows.v, indices),
  })
  const own = ({ q, k, v }: Rows) => attention(graph, q, k, v, heads)
  // probabilities near 1 / N are below float16's normal range
  const exact = (x: Value) => graph.cast(x, 'float32')
  const contrasted = new ContrastedAttention(graph, {
    q: exact(gatherRows(graph, site.q, inputs.mixedRows)),
    k: exact(gatherRows(graph, lending.k, inputs.styleRows)),
    v: exact(gatherRows(graph, lending.v, inputs.styleRows)),
    heads,
    contrast: inputs.contrast,
    keptMapBytes: options.filterAxis ? options.keptMapBytes : 0,
  })
  const plain = own(rowsOf(site, inputs.plainRows))
  const contents = rowsOf(lending, inputs.contentRows)
  const join = (ownOfContents: Value, mixed: Value) => {
    const live = inputs.liveContents ? gatherRows(graph, ownOfContents, inputs.liveContents) : ownOfContents
    return concat(graph, [plain, live, graph.cast(mixed, plain.type)], 0, site.q.shape[0])
  }
  if (!options.filterAxis) return { output: join(own(contents), contrasted.output()), filtering: null }

  const ofContent = (x: Value) => exact(gatherRows(graph, x, inputs.contentOf))
  const filtering = filter(graph, contrasted, ofContent(contents.v), inputs.filterShare!)
  if (options.filterAxis === 'queries') {
    // a filtered query keeps what the content's own attention gives it
    const ownOfContents = own(contents)
    const filtered = reshape(graph, filtering.filtered, ['mixed', contrasted.tokens, 1])
    const kept = ofContent(ownOfContents)
    return {
      output: join(ownOfContents, where(graph, filtered, kept, contrasted.output(filtering.filtered))),
      filtering,
    }
  }
  // filtered keys give the content's own, uncontrasted columns and values to every query: V is masked, never the map
  const taken = graph.cast(filtering.filtered, 'float32')
  const [ownOfContents, fromContent] = ownAndTaken(graph, contents, taken, heads)
  const kept = sub(graph, graph.float(1, 'float32'), reshape(graph, taken, ['mixed', contrasted.tokens, 1]))
  const mixed = add(graph, contrasted.output(filtering.filtered, kept), exact(fromContent))
  return { output: join(ownOfContents, mixed), filtering }
}

/**
 * The contents' own attention, and beside it, from the same maps, what the taken keys alone give: each content's V is
 * followed by one masked copy for each of its S mixed rows, so that the map is computed once for all of them.
 * @param contents q, k, v of the content rows, [contents, N, C]
 * @param taken 0 or 1, [contents * S, N]
 * @returns [contents, N, C] and [contents * S, N, C]
 */
function ownAndTaken(graph: Graph, contents: Rows, taken: Value, heads: number): [Value, Value] {
  const [tokens, channels] = [fixedSize(contents.v, 1), fixedSize(contents.v, 2)]
  const width = channels / heads
  const shapeOf = graph.node('Shape', [contents.v], { type: 'int64', shape: [3] }, { end: 1 })
  const grouping = concat(graph, [shapeOf, graph.int64s([-1, tokens])], 0, 3)
  const grouped = graph.node('Reshape', [taken, grouping], { shape: ['contents', 'S', tokens] })
  const mask = graph.node('Reshape', [transpose(graph, grouped, [0, 2, 1]), graph.int64s([0, 0, 1, -1, 1])], {
    shape: ['contents', tokens, 1, 'S', 1],
  })
  const values = reshape(graph, contents.v, ['contents', tokens, heads, width])
  const spread = reshape(graph, values, ['contents', tokens, heads, 1, width])
  const masked = graph.node(
    'Reshape',
    [mul(graph, spread, graph.cast(mask, spread.type)), graph.int64s([0, 0, 0, -1])],
    {
      shape: ['contents', tokens, heads, 'maskedWidth'],
    },
  )
  const joined = concat(graph, [values, masked], 3, 'joinedWidth')
  const output = attentionByHead(graph, contents.q, contents.k, joined, heads)
  const own = slice(graph, output, 3, 0, width, width)
  const rest = slice(graph, output, 3, width, Number.MAX_SAFE_INTEGER, 'maskedWidth')
  const separated = graph.node('Reshape', [rest, graph.int64s([0, 0, 0, -1, width])], {
    shape: ['contents', tokens, heads, 'S', width],
  })
  const fromTaken = graph.node(
    'Reshape',
    [transpose(graph, separated, [0, 3, 1, 2, 4]), graph.int64s([-1, tokens, channels])],
    {
      shape: ['mixed', tokens, channels],
    },
  )
  return [reshape(graph, own, ['contents', tokens, channels]), fromTaken]
}

/**
 * Which tokens have no good counterpart: similarity(i) = sum over heads of |cos(V_content(i), V_style(j(i)))|, where j(i)
 * is the key that i attends to most; filtered are those below the quantile `share` (linear interpolation, strict).
 */
function filter(graph: Graph, contrasted: ContrastedAttention, contentValues: Value, share: Value): Filtering {
  const { tokens, heads, v } = contrasted
  const target = contrasted.strongestKeys()
  const shape = graph.node('Shape', [v], { type: 'int64', shape: [3] })
  const indices = graph.node('Expand', [reshape(graph, target, ['mixed', tokens, 1]), shape], { shape: v.shape })
  const styleValues = graph.node('GatherElements', [v, indices], { shape: v.shape }, { axis: 1 })
  const similarity = reduceSum(graph, abs(graph, cosine(graph, contentValues, styleValues, heads)), 2)
  const threshold = quantile(graph, similarity, share, tokens)
  return { target, similarity, threshold, filtered: less(graph, similarity, threshold) }
}

/** Cosine similarity by head, with PyTorch's epsilon of 1e-8: [mixed, N, heads]. */
function cosine(graph: Graph, a: Value, b: Value, heads: number): Value {
  const byHead = (x: Value) => reshape(graph, x, ['mixed', fixedSize(x, 1), heads, fixedSize(x, 2) / heads])
  const [x, y] = [byHead(a), byHead(b)]
  const dot = (p: Value, q: Value) => reduceSum(graph, mul(graph, p, q), 3)
  const squares = max(graph, mul(graph, dot(x, x), dot(y, y)), graph.float(1e-16, 'float32'))
  return div(graph, dot(x, y), sqrt(graph, squares))
}

/**
 * `torch.quantile` with linear interpolation over the last axis.
 * @param x float32 [mixed, size]
 * @param share float32 [mixed, 1]
 * @returns float32 [mixed, 1]
 */
function quantile(graph: Graph, x: Value, share: Value, size: number): Value {
  const [sorted] = graph.nodes(
    'TopK',
    [x, graph.int64s([size])],
    [{ shape: x.shape }, { type: 'int64', shape: x.shape }],
    { largest: 0, sorted: 1, axis: -1 },
  )
  const rank = mul(graph, share, graph.float(size - 1, 'float32'))
  const below = graph.node('Floor', [rank], { shape: rank.shape })
  const at = (index: Value) => {
    const position = graph.cast(index, 'int64')
    return graph.node('GatherElements', [sorted!, position], { shape: share.shape }, { axis: 1 })
  }
  const low = at(below)
  const high = at(graph.node('Ceil', [rank], { shape: rank.shape }))
  return add(graph, low, mul(graph, sub(graph, rank, below), sub(graph, high, low)))
}
