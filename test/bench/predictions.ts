import { agreementOf } from '../../src/renderer/features/tuning/filter/agreement.ts'
import { filterRunOf, type FilterRun } from '../../src/renderer/features/tuning/filter/filter-run.ts'
import { filterNumbers } from '../../src/main/app/tuning/recorded-numbers.ts'
import { startEngine, type Engine } from '../../src/main/engine/client.ts'
import type { BlockRequest } from '../../src/main/engine/protocol.ts'
import { conditions } from '../../src/shared/conditions.ts'
import { withDrawnPairs } from './tuning/drawn-pair.ts'
import { compareColours } from './tuning/predicted-colours.ts'

/**
 * How well tuning foretells, with the embedded model on drawn streets of every condition: the mask at a share from a run at another one, as the
 * page counts it, and the colours of a picture that is not decoded.
 */
const shares = [0.1, 0.25, 0.4, 0.5, 0.6, 0.75]
const from = [0.1, 0.25, 0.5, 0.75]
const pairsOfEach = 2

export async function run(): Promise<void> {
  const references = Array.from({ length: pairsOfEach }, () => conditions).flat()
  await withDrawnPairs(references, async (request) => {
    const engine = startEngine()
    const agreements: Agreed[] = []
    try {
      for (const [pair, condition] of references.entries())
        agreements.push(...(await agreed(engine, request(pair))).map((each) => ({ ...each, condition })))
    } finally {
      await engine.stop()
    }
    console.log(`places told rightly, of all steps and layers: mean of ${references.length} pairs, and the worst pair`)
    console.table(tableOf(from, ({ from: at }) => at, agreements))
    console.log('by the condition of the reference')
    console.table(tableOf(conditions, ({ condition }) => condition, agreements))
    console.log('by chance')
    console.table([Object.fromEntries(shares.map((share) => [share, (share ** 2 + (1 - share) ** 2).toFixed(2)]))])
    await compareColours(references.map((_, pair) => request(pair)))
  })
}

interface Agreed {
  readonly from: number
  readonly at: number
  /** 0 to 1 */
  readonly share: number
  readonly condition: string
}

async function agreed(engine: Engine, request: BlockRequest): Promise<Omit<Agreed, 'condition'>[]> {
  const runs: FilterRun[] = []
  for (const filterShare of shares) {
    const settings = { ...request.settings, filterShare }
    await engine.block(
      { ...request, settings, keep: 'branches', watched: true },
      {
        onEvent: (event) => {
          if (event.type !== 'picture') return
          const { index, bytes } = filterNumbers(event.picture)
          runs.push(filterRunOf('', index, new Uint8Array(bytes).buffer))
        },
      },
    )
  }
  const known = runs.filter(({ index }) => from.includes(index.filterShare))
  return known.flatMap((before) => runs.filter((after) => after !== before).map((after) => agreementOf(before, after)!))
}

/** A row for each key, a column for each share that is foretold. */
function tableOf<Key extends string | number>(
  keys: readonly Key[],
  keyOf: (agreed: Agreed) => Key,
  agreements: readonly Agreed[],
): Record<string, Record<string, string>> {
  const cell = (key: Key, at: number): string => {
    const found = agreements.filter((each) => keyOf(each) === key && each.at === at).map(({ share }) => share)
    if (found.length === 0) return '-'
    const mean = found.reduce((sum, share) => sum + share, 0) / found.length
    return `${(100 * mean).toFixed(1)} (${(100 * Math.min(...found)).toFixed(1)}) %`
  }
  return Object.fromEntries(
    keys.map((key) => [`${key}`, Object.fromEntries(shares.map((at) => [`at ${at}`, cell(key, at)]))]),
  )
}
