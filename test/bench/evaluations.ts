import { transferBlock } from '../../src/main/cactif/pipeline.ts'
import { BranchCache } from '../../src/main/cactif/branches/branch-cache.ts'
import type { PreparedImage, TransferBlock } from '../../src/main/cactif/block.ts'
import { defaultSettings } from '../../src/shared/settings.ts'
import { tinyModel } from '../main/cactif/oracle-block.ts'

const settings = { ...defaultSettings, size: [64, 128] as const, freeU: null }

function image(hash: string): PreparedImage {
  const tensor = Float32Array.from({ length: 3 * 64 * 128 }, (_, i) => Math.sin(i * 0.01 + hash.charCodeAt(0)))
  return { tensor, hash, labels: null }
}

function block(contents: number, styles: number, from: number): TransferBlock {
  const names = (count: number, prefix: string, start: number) =>
    Array.from({ length: count }, (_, i) => image(`${start + i}${prefix}`))
  return {
    contents: names(contents, 'content', from),
    styles: names(styles, 'style', 0),
    outs: Array.from({ length: contents * styles }, (_, i) => ({
      content: Math.floor(i / styles),
      style: i % styles,
      settings,
    })),
  }
}

/** Evaluations per output, counted by running the pipeline on the oracle's tiny model; with the cache as a second block finds it. */
export async function countEvaluations(): Promise<Record<string, string | number>[]> {
  const model = await tinyModel()
  const rows = []
  for (const [contents, styles, target, cachedTarget] of [
    [1, 1, 60, 40],
    [1, 4, 45, 25],
    [4, 4, 30, '-'],
  ] as const) {
    const outputs = contents * styles
    const plain = await transferBlock(model, block(contents, styles, 0))
    const branches = { cache: new BranchCache(1e9), contents: false, styles: true }
    await transferBlock(model, block(contents, styles, 10), { branches })
    const cached = await transferBlock(model, block(contents, styles, 20), { branches })
    rows.push({
      block: `${contents}x${styles}`,
      evaluations: plain.evaluations / outputs,
      target,
      'with cache': cached.evaluations / outputs,
      'target with cache': cachedTarget,
      'of the public code': `${((100 * plain.evaluations) / outputs / 170).toFixed(0)} %`,
    })
  }
  return rows
}
