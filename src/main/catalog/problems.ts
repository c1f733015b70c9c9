import type { ProblemCode } from '../../shared/problems.ts'
import type { CatalogDatabase } from './database.ts'

/** A defect with the source that has it. */
export interface ListedProblem {
  readonly sourceId: number
  readonly source: string
  readonly imageId: number | null
  /** Relative to the source, `/` between the parts; empty where it is about the source itself. */
  readonly path: string
  readonly problem: ProblemCode
  readonly message: string
  readonly foundBy: 'walk' | 'reading'
}

export interface ProblemFilter {
  readonly sourceId?: number
  readonly problem?: ProblemCode
}

const columns = `problem.source_id AS sourceId, source.name AS source, image_id AS imageId, problem.path, problem, message,
  found_by AS foundBy`
export const listProblemsSql = `SELECT ${columns} FROM problem JOIN source ON source.id = problem.source_id
ORDER BY problem.source_id, problem.path, problem`
export const listProblemsOfSourceSql = `SELECT ${columns} FROM problem JOIN source ON source.id = problem.source_id
WHERE problem.source_id = ? ORDER BY problem.path, problem`

/** The defects by source and path. */
export function listProblems(database: CatalogDatabase, { sourceId, problem }: ProblemFilter = {}): ListedProblem[] {
  const found =
    sourceId === undefined
      ? database.prepare(listProblemsSql).all()
      : database.prepare(listProblemsOfSourceSql).all(sourceId)
  return (found as ListedProblem[]).filter((one) => problem === undefined || one.problem === problem)
}

/** Tells an image's row that its problems changed: `has_problem` is true to the table, and the row has a new revision. */
export interface ProblemFlags {
  /** Inside the transaction that added, changed or deleted problems of the image. */
  settle(imageId: number, revision: number): void
}

export const settleProblemsSql = `
UPDATE image SET has_problem = EXISTS (SELECT 1 FROM problem WHERE image_id = image.id), revision = ? WHERE id = ?`

export function problemFlags(database: CatalogDatabase): ProblemFlags {
  const settle = database.prepare<[number, number]>(settleProblemsSql)
  return { settle: (imageId, revision) => void settle.run(revision, imageId) }
}
