import { z } from 'zod'
import { conditions, type Condition } from './conditions.ts'
import type { SourceSummary } from './gallery.ts'
import { folderSchema } from './workspaces.ts'

const id = z.int().min(1)
const layout = z.enum(['gta5', 'acdc', 'cityscapes', 'folder'])

export const sourceIdSchema = z.strictObject({ source: id }).readonly()

/** `layout` and `condition` are found by looking where they are left out. */
export const addSourceSchema = z
  .strictObject({ folder: folderSchema, layout: layout.optional(), condition: z.enum(conditions).optional() })
  .readonly()
export const renameSourceSchema = z.strictObject({ source: id, name: z.string().trim().min(1).max(200) }).readonly()
export const relocateSourceSchema = z.strictObject({ source: id, folder: folderSchema }).readonly()

/** What a look at a folder says before it is added. */
export interface SourceGuess {
  readonly folder: string
  readonly layout: SourceSummary['layout']
  /** One sentence: why. */
  readonly reason: string
  readonly condition: Condition | null
}

/** How far the indexing of one source is. */
export interface IndexingProgress {
  readonly source: number
  readonly name: string
  /** Listing names, then decoding pictures; `waiting` for its turn. `failed`: it stopped, and stays so until it is tried again. */
  readonly phase: 'waiting' | 'walk' | 'read' | 'failed'
  readonly done: number
  /** Null while the listing does not know. */
  readonly total: number | null
  /** Per second, over the last half minute; null before it says something. */
  readonly rate: number | null
  readonly secondsLeft: number | null
  readonly problems: number
  readonly paused: boolean
  /** One sentence, where it failed. */
  readonly failure?: string | undefined
}
