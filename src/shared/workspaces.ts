import { z } from 'zod'

/** A folder as a person names it: absolute, without a NUL. */
export const folderSchema = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\0]*$/u)

export const folderRequestSchema = z.strictObject({ folder: folderSchema }).readonly()

/** The workspace that is open. */
export interface OpenedWorkspace {
  readonly id: string
  readonly folder: string
  readonly freeBytes: number
  readonly createdUtc: string
}

/** A place where a workspace could lie: a local disk with room. */
export interface WorkspaceSuggestion {
  readonly folder: string
  readonly freeBytes: number
}

export interface RecentWorkspace {
  readonly folder: string
  /** It is there, and a workspace. */
  readonly present: boolean
}

export interface WorkspaceTrouble {
  readonly folder: string
  /** One sentence. */
  readonly message: string
  /** The catalog is damaged: `restore` brings the newest good backup back, or an empty catalog where there is none. */
  readonly damaged: boolean
  /** When the newest backup was taken; null where there is none, or the catalog is not damaged. */
  readonly backupUtc: string | null
}

/** What the window needs to know at its start. */
export interface WorkspaceState {
  /** Null before the first one was chosen, or where the last one cannot be opened. */
  readonly opened: OpenedWorkspace | null
  /** Why the last workspace was not opened. */
  readonly trouble: WorkspaceTrouble | null
  /** Newest first. */
  readonly recent: readonly RecentWorkspace[]
}

/** A folder that the server-side browser shows, and what is in it. */
export interface FolderListing {
  /** Null at the top, where the allowed roots are listed. */
  readonly folder: string | null
  readonly parent: string | null
  readonly folders: readonly { readonly name: string; readonly folder: string }[]
}
