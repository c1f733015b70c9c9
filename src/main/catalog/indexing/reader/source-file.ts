import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, read } from 'node:fs'
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { ImageDefect, LabelDefect } from '../../../imaging/defects.ts'
import { shown } from '../../../datasets/names/file-names.ts'
import type { FileStamp } from '../../../datasets/layout.ts'
import { isWithin } from '../../workspace/folders.ts'
import { PARTIAL_BYTES } from '../../partial-hash.ts'

/** A file of a source, as the walk saw it. */
export interface SourceFile extends FileStamp {
  /** Relative to the source. */
  readonly path: string
}

/** The bytes of a file, or why they are of no use to anyone. */
export type FileContent = { readonly bytes: Buffer } | { readonly defect: ImageDefect | LabelDefect }

/**
 * What came of opening a file. `changed` since the walk: replaced, gone, or a link that leaves
 * the source. `failure`: the system's error code, which says nothing about the content.
 */
export type OpenedFile = FileContent | { readonly failure: string } | 'changed'

/** Larger ones are no street scenes, and would not fit in memory beside others. */
const MAX_BYTES = 2 ** 30

const readDescriptor = promisify(read)

const changedCodes = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENXIO']

/**
 * Reads a source's file whole, without blocking on what is no regular file.
 *
 * @param root real path of the source
 * @param allocate gives the buffer that is filled
 */
export async function readSourceFile(
  root: string,
  file: SourceFile,
  role: 'image' | 'label',
  allocate: (bytes: number) => Buffer,
): Promise<OpenedFile> {
  try {
    const real = await realpath(path.join(root, file.path))
    if (!isWithin(real, root)) return 'changed'
    // the disk was just asked for the name: nothing is waited for
    const descriptor = openSync(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      if (!isAsWalked(descriptor, file)) return 'changed'
      const defect = sizeDefect(file, role)
      if (defect) return { defect }
      const bytes = await readWhole(descriptor, allocate(file.bytes))
      return bytes && isAsWalked(descriptor, file) ? { bytes } : 'changed'
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return changedCodes.includes(code) ? 'changed' : { failure: code }
  }
}

/** In one call where the system gives all at once; undefined where the file ends early. */
async function readWhole(descriptor: number, bytes: Buffer): Promise<Buffer | undefined> {
  for (let filled = 0; filled < bytes.length;) {
    const { bytesRead } = await readDescriptor(descriptor, bytes, filled, bytes.length - filled, filled)
    if (bytesRead === 0) return undefined
    filled += bytesRead
  }
  return bytes
}

/** Asks the system for what it knows of an open file already: nothing is waited for. */
function isAsWalked(descriptor: number, { bytes, modifiedMs }: FileStamp): boolean {
  const found = fstatSync(descriptor)
  return found.isFile() && found.size === bytes && Math.floor(found.mtimeMs) === modifiedMs
}

function sizeDefect({ path: file, bytes }: SourceFile, role: 'image' | 'label') {
  const Defect = role === 'image' ? ImageDefect : LabelDefect
  if (bytes === 0) return new Defect('empty-file', `${shown(file)} is empty (0 bytes); copy the ${role} again`, file)
  if (bytes <= MAX_BYTES) return undefined
  return new Defect(
    'too-large',
    `${shown(file)} has ${bytes} bytes, expected at most 1 GiB for one ${role}; use a smaller one`,
    file,
  )
}

/** `partialHash` of a file whose bytes are at hand. */
export function partialHashOf(bytes: Buffer): Buffer {
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(bytes.length))
  return createHash('sha256')
    .update(size)
    .update(bytes.subarray(0, PARTIAL_BYTES))
    .update(bytes.subarray(-PARTIAL_BYTES))
    .digest()
}
