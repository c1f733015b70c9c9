import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { WriteError } from '../../../shared/errors.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'

/** Enough for the pages that giving back a block and holding its run add to the catalog's log. */
const RESERVE_BYTES = 128 * 1024

const reserveFile = ({ folder }: Pick<Workspace, 'folder'>): string => path.join(folder, 'locks', 'reserve')

/** Room on the workspace's disk that nobody else takes, for saying that the disk is full. Where there is no room for it, there is none. */
export function keepReserve(workspace: Pick<Workspace, 'folder'>): void {
  const file = reserveFile(workspace)
  if (existsSync(file)) return
  try {
    writeFileSync(file, Buffer.alloc(RESERVE_BYTES, 0xff), { flag: 'wx' })
  } catch {
    rmSync(file, { force: true })
  }
}

/**
 * Writes to the catalog, if need be in the room of the reserve.
 *
 * @throws WriteError where that does not help
 */
export function withReserve<Result>(workspace: Pick<Workspace, 'folder'>, write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    if (!(error instanceof WriteError) || !existsSync(reserveFile(workspace))) throw error
    rmSync(reserveFile(workspace))
    return write()
  }
}
