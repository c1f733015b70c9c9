import { isUtf8 } from 'node:buffer'
import { readdirSync, type Dirent } from 'node:fs'
import { isPicture, sortNames } from '../names/file-names.ts'
import { workspaceFiles } from './source-root.ts'

/** What a folder of a source holds that matters: pictures and folders, sorted by code points. */
export interface FolderListing {
  /** Relative to the source; empty for the source itself. */
  readonly path: string
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

/** A folder's entries by kind; names that can't be a path in UTF-8 stand apart, as their bytes. */
export interface FolderEntries {
  readonly files: string[]
  readonly folders: string[]
  readonly links: string[]
  readonly unreadableNames: Buffer[]
  readonly holdsWorkspace: boolean
}

/** Folders that operating systems and file servers leave behind. */
const foreignFolders = new Set(['__MACOSX', '@eaDir', 'lost+found', '$RECYCLE.BIN', 'System Volume Information'])

/** What an undecodable byte becomes in a name that is read as UTF-8. */
const REPLACEMENT = '\ufffd'

/**
 * Reads a folder: pictures (by their ending), folders, links; hidden files and what systems leave behind are passed over.
 * One call of the system, no look at single files. Throws what `readdir` throws.
 */
export function readEntries(folder: string): FolderEntries {
  const found = readdirSync(folder, { withFileTypes: true })
  const entries: FolderEntries = {
    files: [],
    folders: [],
    links: [],
    unreadableNames: [],
    holdsWorkspace: found.some((entry) => workspaceFiles.includes(entry.name)),
  }
  if (found.some(({ name }) => name.includes(REPLACEMENT))) sortOutBytes(folder, entries)
  else for (const entry of found) sortOut(entry, entry.name, entries)
  sortNames(entries.files)
  sortNames(entries.folders)
  sortNames(entries.links)
  return entries
}

function sortOut(entry: Dirent | Dirent<Buffer>, name: string, { files, folders, links }: FolderEntries): void {
  if (name.startsWith('.')) return
  if (entry.isFile()) {
    if (isPicture(name)) files.push(name)
  } else if (entry.isDirectory()) {
    if (!foreignFolders.has(name)) folders.push(name)
  } else if (entry.isSymbolicLink()) links.push(name)
}

function sortOutBytes(folder: string, entries: FolderEntries): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
    if (isUtf8(entry.name)) sortOut(entry, entry.name.toString(), entries)
    else if (!entry.isFile() || isPicture(entry.name.toString('latin1'))) entries.unreadableNames.push(entry.name)
  }
}

/** A name of any bytes in letters: what is not printable ASCII becomes `\xNN`. */
export const nameOfBytes = (bytes: Buffer): string =>
  Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('')
