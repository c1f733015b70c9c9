import type { Problem } from '../../../shared/problems.ts'
import type { CatalogDatabase } from '../database.ts'
import { problemFlags } from '../problems.ts'
import type { IdSet } from './id-set.ts'

export const findProblemSql = `
SELECT id, message = ? AND found_by = 'walk' AS same FROM problem WHERE source_id = ? AND path = ? AND problem = ?`
export const imageOfPathSql = 'SELECT id FROM image WHERE source_id = ? AND path = ?'
/** One that the reading pass found as well is the walk's from now on: the walk sees whether it is still there. */
export const writeProblemSql = `
INSERT INTO problem (source_id, image_id, path, problem, message, found_by) VALUES (?, ?, ?, ?, ?, 'walk')
ON CONFLICT (source_id, path, problem) DO UPDATE SET message = excluded.message, image_id = excluded.image_id,
  found_by = 'walk' RETURNING id`
export const walkProblemsSql = `SELECT id, image_id AS imageId FROM problem WHERE source_id = ? AND found_by = 'walk'`
/** A problem may have been told before its image. */
export const problemsOfImagesSql = `
SELECT problem.id, image.id AS imageId FROM problem
JOIN image ON image.source_id = problem.source_id AND image.path = problem.path
WHERE problem.source_id = ? AND problem.found_by = 'walk' AND problem.image_id IS NULL`

/** A problem and the image that it is about. */
export interface ProblemOfImage {
  readonly id: number
  readonly imageId: number | null
}

export interface ProblemRecorder {
  /** Inside a transaction; `revision` is asked for where a row of an image changes. Returns the problem's id. */
  record(problem: Problem, revision: () => number): number
  /** Problems of earlier walks that are not in `seen`. */
  stale(seen: IdSet): ProblemOfImage[]
  remove(problems: readonly ProblemOfImage[], revision: () => number): void
  /** Problems of images that name none yet. */
  unlinked(): ProblemOfImage[]
  link(problems: readonly ProblemOfImage[], revision: () => number): void
}

/** Writes the problems that a walk finds in one source; those that are known as they are stay untouched. */
export function problemRecorder(database: CatalogDatabase, sourceId: number): ProblemRecorder {
  const find = database.prepare<[string, number, string, string], { id: number; same: number }>(findProblemSql)
  const imageOfPath = database.prepare<[number, string], { id: number }>(imageOfPathSql)
  const write = database.prepare<[number, number | null, string, string, string], { id: number }>(writeProblemSql)
  const remove = database.prepare<[number]>('DELETE FROM problem WHERE id = ?')
  const link = database.prepare<[number | null, number]>('UPDATE problem SET image_id = ? WHERE id = ?')
  const flags = problemFlags(database)
  return {
    record: ({ path, problem, message }, revision) => {
      const known = find.get(message, sourceId, path, problem)
      if (known?.same) return known.id
      const imageId = imageOfPath.get(sourceId, path)?.id ?? null
      const { id } = write.get(sourceId, imageId, path, problem, message)!
      if (imageId !== null) flags.settle(imageId, revision())
      return id
    },
    stale: (seen) => {
      const all = database.prepare<[number], ProblemOfImage>(walkProblemsSql).all(sourceId)
      return all.filter(({ id }) => !seen.has(id))
    },
    remove: (problems, revision) => {
      for (const { id, imageId } of problems) {
        remove.run(id)
        if (imageId !== null) flags.settle(imageId, revision())
      }
    },
    unlinked: () => database.prepare<[number], ProblemOfImage>(problemsOfImagesSql).all(sourceId),
    link: (problems, revision) => {
      for (const { id, imageId } of problems) {
        link.run(imageId, id)
        if (imageId !== null) flags.settle(imageId, revision())
      }
    },
  }
}
