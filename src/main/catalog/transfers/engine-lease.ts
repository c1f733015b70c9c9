import path from 'node:path'
import { tryLock, type ExclusiveLock } from '../safety/exclusive-lock.ts'
import type { Workspace } from '../workspace/folders.ts'

/** The right to run the queue of a workspace: its holder alone claims blocks and writes results. */
export type EngineLease = ExclusiveLock

/**
 * Takes the right to run the queue; undefined where another window or process has it. It passes on when its holder dies.
 *
 * @throws WriteError
 */
export const tryLeaseEngine = ({ folder }: Pick<Workspace, 'folder'>): EngineLease | undefined =>
  tryLock(path.join(folder, 'locks', 'engine.lock'))
