import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { CancelledError } from '../../../shared/errors.ts'
import { demonstration } from '../../../shared/presets.ts'
import { resolveSettings } from '../../../shared/settings-schema.ts'
import { createScene, type Scene } from '../../scenes/scene.ts'
import { writeAcdcFrame, type AcdcFrame } from '../../scenes/write-acdc.ts'
import { writeGta5Frame } from '../../scenes/write-gta5.ts'
import type { ProgressBar } from '../progress-bar.ts'

/** Two dataset trees, drawn at the size that the demonstration model was made for. */
export interface DemoScenes {
  readonly gta5: string
  readonly acdc: string
}

const contentSeed = 73
/** Of each condition two streets to choose from, by seed; none is the content's. */
const references = [
  ['fog', 475, [9, 31]],
  ['night', 351, [12, 38]],
  ['rain', 400, [19, 44]],
  ['snow', 122, [26, 57]],
] as const satisfies readonly (readonly [AcdcFrame['condition'], number, readonly number[]])[]

type Tree = keyof DemoScenes
interface Drawing {
  readonly tree: Tree
  readonly seed: number
  readonly write: (root: string, scene: Scene) => Promise<string[]>
}

const drawings: readonly Drawing[] = [
  { tree: 'gta5', seed: contentSeed, write: (root, scene) => writeGta5Frame(root, 1, scene) },
  ...references.flatMap(([condition, recording, seeds]) =>
    seeds.map((seed, index): Drawing => {
      const frame = { condition, split: 'train', recording: recording + index, frame: 41 } as const
      return { tree: 'acdc', seed, write: (root, scene) => writeAcdcFrame(root, frame, scene) }
    }),
  ),
]

/**
 * Draws the scenes into a folder, or takes those that are there: it appears when all are drawn.
 *
 * @throws CancelledError, WriteError
 */
export async function demoScenes(
  folder: string,
  { bar, signal }: { readonly bar: ProgressBar; readonly signal: AbortSignal },
): Promise<DemoScenes> {
  const trees = { gta5: path.join(folder, 'gta5'), acdc: path.join(folder, 'acdc') }
  if (existsSync(folder)) return trees
  const drawnIn = await mkdtemp(`${folder}-`)
  const [height, width] = resolveSettings(demonstration.settings).size
  const steps = drawings.length
  try {
    for (const [step, { tree, seed, write }] of drawings.entries()) {
      bar.report({ phase: 'draw', step, steps })
      if (signal.aborted) throw new CancelledError('Drawing was stopped.')
      await write(path.join(drawnIn, tree), createScene(seed, { width, height }))
      await setImmediate()
    }
    bar.report({ phase: 'draw', step: steps, steps })
    await rename(drawnIn, folder)
  } finally {
    await rm(drawnIn, { recursive: true, force: true })
  }
  return trees
}
