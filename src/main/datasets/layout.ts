import type { Condition } from '../../shared/conditions.ts'
import type { Problem } from '../../shared/problems.ts'
import type { LabelEncoding } from '../imaging/labels.ts'

/** The folder layouts that are known, each in a file of its own. `folder` is any tree of pictures. */
export const layoutNames = ['gta5', 'acdc', 'cityscapes', 'folder'] as const
export type LayoutName = (typeof layoutNames)[number]

export const splits = ['train', 'val', 'test'] as const
export type Split = (typeof splits)[number]

/** What the file system says of a file: enough to tell that it was changed, without opening it. */
export interface FileStamp {
  readonly bytes: number
  /** Time of change in whole milliseconds since 1970, UTC. */
  readonly modifiedMs: number
}

/** A label map beside its image. */
export interface FoundLabel extends FileStamp {
  readonly path: string
  /** As the file's name says; null where its pixels have to tell. */
  readonly encoding: LabelEncoding | null
}

/** One image as its layout describes it. Paths are relative to the source, `/` between the parts. */
export interface FoundImage extends FileStamp {
  readonly path: string
  readonly label: FoundLabel | null
  readonly condition: Condition
  readonly split: Split | null
  /** What was recorded in one go: ACDC's `GOPR0475`, Cityscapes' `aachen_000000`; null where the layout has none. */
  readonly sequence: string | null
  /** The frame's number or name within its sequence. */
  readonly frame: string
}

/** What a walk has found since it last told. */
export interface WalkBatch {
  readonly images: readonly FoundImage[]
  readonly problems: readonly Problem[]
  /** Sentences about what was taken for granted or left out; no defects of files. */
  readonly notices: readonly string[]
}
