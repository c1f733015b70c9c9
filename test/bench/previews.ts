import { startEngine } from '../../src/main/engine/client.ts'
import type { BlockRequest } from '../../src/main/engine/protocol.ts'
import { bareUnet, type BareUnet } from './tuning/bare-unet.ts'
import { withDrawnPairs } from './tuning/drawn-pair.ts'

/**
 * What a person waits for in tuning, with the embedded model: from asking to the first predicted picture and to the result, in seconds and as
 * a ratio against a bare evaluation of the same U-Net, one row with nothing around it, run beside it.
 */
const rounds = 5

interface Wait {
  /** Seconds until the first predicted picture, and until all is done. */
  readonly first: number
  readonly result: number
  /** U-Net rows. */
  readonly rows: number
  /** Seconds of a bare row, right before. */
  readonly bare: number
}

export async function run(): Promise<void> {
  await withDrawnPairs(
    Array.from({ length: rounds + 1 }, () => 'night' as const),
    async (request) => {
      const engine = startEngine()
      const bare = await bareUnet(request(0).settings.size)
      const wait = async (block: BlockRequest): Promise<Wait> => {
        const bareSeconds = await best(bare)
        const begin = performance.now()
        const seconds = () => (performance.now() - begin) / 1000
        let first: number | null = null
        const watched = { ...block, keep: 'branches', measures: true, watched: true } as const
        const { evaluations } = await engine.block(watched, {
          onEvent: ({ type }) => {
            if (type === 'predicted') first ??= seconds()
          },
        })
        return { first: first!, result: seconds(), rows: evaluations, bare: bareSeconds }
      }
      try {
        const cold = await wait(request(rounds))
        const [pairs, shares]: [Wait[], Wait[]] = [[], []]
        for (let pair = 0; pair < rounds; pair++) {
          pairs.push(await wait(request(pair)))
          shares.push(await wait(request(pair, { filterShare: 0.5 })))
        }
        console.table({
          'the very first one, process and model included': report([cold]),
          'another pair, model warm': report(pairs),
          'another share, pair warm': report(shares),
        })
        console.log(
          `best of ${rounds}; asked for with the model warm: 2 s to the first picture, 1 s with another share`,
        )
      } finally {
        await engine.stop()
        await bare.release()
      }
    },
  )
}

async function best({ evaluate }: BareUnet): Promise<number> {
  const seconds: number[] = []
  for (let i = 0; i < 5; i++) seconds.push(await evaluate())
  return Math.min(...seconds)
}

function report(waits: readonly Wait[]): Record<string, string | number> {
  const least = (value: (wait: Wait) => number) => Math.min(...waits.map(value)).toFixed(2)
  return {
    'first picture, s': least(({ first }) => first),
    'in bare rows': least(({ first, bare }) => first / bare),
    'result, s': least(({ result }) => result),
    'in bare rows ': least(({ result, bare }) => result / bare),
    'rows evaluated': waits[0]!.rows,
    'a bare row, s': least(({ bare }) => bare),
  }
}
