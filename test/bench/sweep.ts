import { startEngine } from '../../src/main/engine/client.ts'
import type { BlockRequest } from '../../src/main/engine/protocol.ts'
import { withDrawnPairs } from './tuning/drawn-pair.ts'

/** A sweep over the share of the filter against one run, with the embedded model: rows of the U-Net and seconds of denoising. */
const shares = [0, 0.1, 0.25, 0.5, 0.75]
const rounds = 7

export async function run(): Promise<void> {
  await withDrawnPairs(['night'], async (request) => {
    const engine = startEngine()
    const one = request(0)
    const sweep = { ...one, pairs: shares.map((filterShare) => ({ content: 0, style: 0, filterShare })) }
    const measure = async (block: BlockRequest) => {
      const stepSeconds: number[] = []
      let since = 0
      const { evaluations } = await engine.block(block, {
        onProgress: ({ phase, step }) => {
          if (phase !== 'denoise') return
          if (step > 0) stepSeconds.push((performance.now() - since) / 1000)
          since = performance.now()
        },
      })
      return { evaluations, stepSeconds }
    }
    const best = { one: await measure(one), sweep: await measure(sweep) }
    try {
      // one after the other, so that both meet the same load; of each step the best, since a load comes and goes
      for (let round = 1; round < rounds; round++) {
        for (const [name, block] of Object.entries({ one, sweep }) as ['one' | 'sweep', BlockRequest][]) {
          const { evaluations, stepSeconds } = await measure(block)
          const least = stepSeconds.map((seconds, step) => Math.min(seconds, best[name].stepSeconds[step]!))
          best[name] = { evaluations, stepSeconds: least }
        }
      }
    } finally {
      await engine.stop()
    }
    const [alone, together] = [best.one, best.sweep].map(({ evaluations, stepSeconds }) => ({
      evaluations,
      seconds: stepSeconds.reduce((sum, seconds) => sum + seconds, 0),
    })) as [Costs, Costs]
    const rows = together.evaluations / alone.evaluations
    const seconds = together.seconds / alone.seconds
    console.table({
      'one share': alone,
      [`${shares.length} shares`]: together,
      ratio: { evaluations: rows, seconds },
    })
    console.log(`seconds per row, sweep against one run: ${(seconds / rows).toFixed(2)} (at most 1.15 is asked for)`)
  })
}

interface Costs {
  readonly evaluations: number
  readonly seconds: number
}
