import path from 'node:path'
import { CatalogBusyError } from '../../../shared/errors.ts'
import { tryLock, type ExclusiveLock } from '../safety/exclusive-lock.ts'
import type { SourceRecord } from '../sources/sources.ts'
import type { Workspace } from '../workspace/folders.ts'

/** The right to index a source. */
export type SourceLease = ExclusiveLock

/**
 * Takes the right to index a source, which one thread of one process has at a time.
 *
 * @throws CatalogBusyError where another one indexes the source; WriteError
 */
export function leaseSource(
  { folder }: Pick<Workspace, 'folder'>,
  source: Pick<SourceRecord, 'id' | 'name'>,
): SourceLease {
  const file = path.join(folder, 'locks', `source-${source.id}.lock`)
  const lease = tryLock(file)
  if (lease) return lease
  throw new CatalogBusyError(
    `${source.name} is being indexed by another window or process; let it finish, or stop it there`,
    file,
  )
}
