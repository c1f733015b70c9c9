import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { conditions, type Condition } from '../../shared/conditions.ts'
import { CancelledError, UsageError } from '../../shared/errors.ts'
import type { Size } from '../imaging/crop.ts'
import { makeFolder } from '../imaging/make-folder.ts'
import { hash } from './geometry/random.ts'
import { createScene, type Scene } from './scene.ts'
import { writeAcdcFrame, type Split } from './write-acdc.ts'
import { writeCityscapesFrame } from './write-cityscapes.ts'
import { writeGta5Frame } from './write-gta5.ts'

/** What is drawn. */
export interface DemoDataPlan {
  /** Frames of the GTA5 tree. */
  readonly content: number
  /** Frames of each condition of the ACDC tree, and of the Cityscapes tree. */
  readonly references: number
  readonly size: Size
  readonly seed: number
}

export interface DemoDataOptions extends DemoDataPlan {
  /** A folder that is new or empty; gets `gta5`, `acdc` and `cityscapes`. */
  readonly out: string
  readonly onProgress?: (progress: DemoDataProgress) => void
  readonly signal?: AbortSignal
}

/** Every `of`-th scene from the `first` on, where several draw at a time. */
export interface DemoDataShare {
  readonly first: number
  readonly of: number
}

export interface DemoDataProgress {
  readonly done: number
  readonly total: number
  /** The image that was written last, relative to its tree. */
  readonly file: string
}

export interface DemoData {
  readonly gta5: string
  readonly acdc: string
  readonly cityscapes: string
  /** Number of files written. */
  readonly files: number
}

/** Trees in the order in which they are drawn, with the number of scenes of each. */
export const demoTrees = ({ content, references }: DemoDataPlan) =>
  [
    { tree: 'gta5', scenes: content },
    { tree: 'acdc', scenes: adverse.length * references },
    { tree: 'cityscapes', scenes: references },
  ] as const

type Adverse = Exclude<Condition, 'clear'>
const adverse = conditions.filter((condition): condition is Adverse => condition !== 'clear')

const cities = ['nordhafen', 'lindental', 'steinbruck'] as const
const FRAMES_PER_SEQUENCE = 4
const FIRST_RECORDING: Record<Adverse, number> = { fog: 475, night: 351, rain: 400, snow: 122 }

/** Half for training, a quarter each for validation and test; whatever there is goes to training first. */
const splitOf = (index: number): Split => (['train', 'val', 'train', 'test'] as const)[index % 4]!

interface Step {
  readonly seed: number
  readonly write: (scene: Scene) => Promise<string[]>
}

function planSteps(
  { content, references, seed }: DemoDataOptions,
  { gta5, acdc, cityscapes }: Omit<DemoData, 'files'>,
): Step[] {
  const seedOf = (tree: number, index: number): number => hash(seed, tree, index)
  const indices = Array.from({ length: references }, (_, index) => index)
  return [
    ...Array.from({ length: content }, (_, index): Step => ({
      seed: seedOf(1, index),
      write: (scene) => writeGta5Frame(gta5, index + 1, scene),
    })),
    ...adverse.flatMap((condition, tree) =>
      indices.map((index): Step => {
        const split = splitOf(index)
        const sequence = 3 * Math.floor(index / (2 * FRAMES_PER_SEQUENCE)) + ['train', 'val', 'test'].indexOf(split)
        const frame = { condition, split, recording: FIRST_RECORDING[condition] + sequence, frame: 41 + 137 * index }
        return { seed: seedOf(2 + tree, index), write: (scene) => writeAcdcFrame(acdc, frame, scene) }
      }),
    ),
    ...indices.map((index): Step => {
      const split = splitOf(index)
      const city = cities[['train', 'val', 'test'].indexOf(split)]!
      return {
        seed: seedOf(9, index),
        write: (scene) => writeCityscapesFrame(cityscapes, { split, city, sequence: index, frame: 19 }, scene),
      }
    }),
  ]
}

function checkCounts({ content, references, seed }: DemoDataOptions): void {
  const limits = [
    ['content', content, 99_999],
    ['references', references, 7_000],
    ['seed', seed, 4_294_967_295],
  ] as const
  for (const [name, value, most] of limits) {
    if (!Number.isInteger(value) || value < 0 || value > most) {
      throw new UsageError(`--${name} must be an integer from 0 to ${most} but is ${value}.`)
    }
  }
}

async function prepareFolder(out: string): Promise<void> {
  await makeFolder(out)
  const found = await readdir(out)
  if (found.length > 0) {
    throw new UsageError(
      `${out} is not empty (it holds "${found[0]}"); choose a new or an empty folder for the demonstration data.`,
      out,
    )
  }
}

/**
 * Draws street scenes and writes them as the three dataset trees that Weatherglass reads: GTA5 (the content, on a clear
 * day), ACDC (style references in fog, night, rain and snow, with labels and a clear reference of the same place) and
 * Cityscapes. The same options give the same files. Throws UsageError for a folder in use, WriteError, and
 * CancelledError when the signal says so; every file that is there is whole.
 */
export async function writeDemoData(options: DemoDataOptions): Promise<DemoData> {
  checkCounts(options)
  await prepareFolder(options.out)
  return writeDemoShare(options, { first: 0, of: 1 })
}

/** A share of it, into a folder that others may draw into at the same time. Throws CancelledError and WriteError. */
export async function writeDemoShare(options: DemoDataOptions, share: DemoDataShare): Promise<DemoData> {
  const { out, size, onProgress, signal } = options
  const trees = { gta5: path.join(out, 'gta5'), acdc: path.join(out, 'acdc'), cityscapes: path.join(out, 'cityscapes') }
  const steps = planSteps(options, trees).filter((_, index) => index % share.of === share.first)
  let files = 0
  for (const [index, step] of steps.entries()) {
    if (signal?.aborted)
      throw new CancelledError(
        `Writing demonstration data to ${out} was stopped after ${index} of ${steps.length} scenes.`,
        out,
      )
    const written = await step.write(createScene(step.seed, { height: size[0], width: size[1] }))
    files += written.length
    onProgress?.({ done: index + 1, total: steps.length, file: written[0]! })
    await setImmediate()
  }
  return { ...trees, files }
}
