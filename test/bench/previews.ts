import type { LayerFilter } from '../../src/main/cactif/trace.ts'
import { startEngine, type Engine } from '../../src/main/engine/client.ts'
import type { BlockRequest, WatchedPicture } from '../../src/main/engine/protocol.ts'
import { withDrawnPairs } from './tuning/drawn-pair.ts'

/**
 * What a person waits for in tuning, with the embedded model: from asking to the first predicted picture and to the result; and how well
 * the filter's decisions at one share tell those at another.
 */
const rounds = 3
const runAt = 0.25
const predicted = [0.1, 0.4, 0.6, 0.75]

export async function run(): Promise<void> {
  await withDrawnPairs(rounds + 2, async (request) => {
    const engine = startEngine()
    try {
      await reportWaits(engine, request)
      await reportAgreement(engine, request)
    } finally {
      await engine.stop()
    }
  })
}

type Request = Parameters<Parameters<typeof withDrawnPairs>[1]>[0]

const watched = (block: BlockRequest): BlockRequest => ({ ...block, keep: 'branches', measures: true, watched: true })

async function reportWaits(engine: Engine, request: Request): Promise<void> {
  const rowSeconds: number[] = []
  const wait = async (block: BlockRequest) => {
    const begin = performance.now()
    let first = 0
    const { timings, evaluations } = await engine.block(watched(block), {
      onEvent: ({ type }) => {
        if (type === 'predicted' && first === 0) first = performance.now() - begin
      },
    })
    rowSeconds.push(timings['denoise']! / evaluations)
    return { 'first picture, s': first / 1000, 'result, s': (performance.now() - begin) / 1000, evaluations }
  }
  const begin = performance.now()
  const cold = await wait(request(rounds + 1))
  console.log(
    `the very first preview, process and model included: ${((performance.now() - begin) / 1000).toFixed(1)} s`,
  )
  const newPairs: (typeof cold)[] = []
  const newShares: (typeof cold)[] = []
  for (let pair = 0; pair < rounds; pair++) {
    newPairs.push(await wait(request(pair)))
    newShares.push(await wait(request(pair, { filterShare: 0.5 })))
  }
  const best = (waits: readonly (typeof cold)[]) =>
    waits.reduce((a, b) => (b['first picture, s'] < a['first picture, s'] ? b : a))
  console.table({ 'first of all': cold, 'another pair': best(newPairs), 'another share': best(newShares) })
  console.log(`a row of the U-Net takes ${(Math.min(...rowSeconds) * 1000).toFixed(0)} ms at best`)
}

/** The mask that a share would give, from the similarities of a run at another, against the run at that share. */
async function reportAgreement(engine: Engine, request: Request): Promise<void> {
  const filters = async (filterShare: number) => {
    let picture: WatchedPicture | null = null
    await engine.block(watched(request(0, { filterShare })), {
      onEvent: (event) => {
        if (event.type === 'picture') picture = event.picture.watched
      },
    })
    return picture!.filters.flatMap(({ layers }) => layers)
  }
  const known = await filters(runAt)
  const table: Record<string, object> = {}
  for (const share of predicted) {
    const truth = await filters(share)
    const agreements = truth.map((layer, i) => agreement(known[i]!, layer, share))
    const mean = agreements.reduce((sum, each) => sum + each, 0) / agreements.length
    const byChance = share * share + (1 - share) * (1 - share)
    table[`at ${share}`] = { agree: mean, 'of the worst layer': Math.min(...agreements), 'by chance': byChance }
  }
  console.log(`places of which a run at ${runAt} tells rightly whether a run at another share keeps them`)
  console.table(table)
}

/** The share of tokens on which both say the same. */
function agreement(known: LayerFilter, truth: LayerFilter, share: number): number {
  const sorted = known.similarity.slice().sort()
  const rank = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!]
  const threshold = low + (rank - Math.floor(rank)) * (high - low)
  const same = truth.filtered.filter((filtered, i) => (known.similarity[i]! < threshold ? 1 : 0) === filtered)
  return same.length / truth.filtered.length
}
