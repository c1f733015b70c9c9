import { createHash } from 'node:crypto'
import { z } from 'zod'
import { conditions } from '../../shared/conditions.ts'
import type { ConditionLikeness } from '../../shared/exports.ts'
import { preference } from '../catalog/preferences.ts'
import type { CatalogDatabase } from '../catalog/database.ts'
import type { PlannedPair } from './plan/plan-pairs.ts'

/** Numbers of likeness with what they were measured of. */
export interface MeasuredLikeness extends ConditionLikeness {
  /** `digestOf` the results. */
  readonly of: string
}

/** Where the newest numbers of each condition are kept: a preference of the workspace. */
export const LIKENESS_KEY = 'likeness'

const storedSchema = z.array(
  z.object({
    of: z.string(),
    condition: z.enum(conditions),
    results: z.int(),
    real: z.int(),
    fid: z.number().nullable(),
    kid: z.object({ mean: z.number(), deviation: z.number() }).nullable(),
    /** The mean over the classes. */
    agreement: z.number().nullable(),
    how: z.string(),
    warning: z.string().nullable(),
  }),
)
export type StoredLikeness = z.infer<typeof storedSchema>[number]

/** A set of results by their files' SHA-256, in whatever order. */
export const digestOf = (pairs: readonly Pick<PlannedPair, 'row'>[]): string =>
  createHash('sha256')
    .update(JSON.stringify(pairs.map(({ row }) => row?.result.sha256 ?? null).sort()))
    .digest('hex')

/** What is kept: none where nothing was measured, or something else lies there. */
export function storedLikeness(database: CatalogDatabase): readonly StoredLikeness[] {
  const read = storedSchema.safeParse(preference(database, LIKENESS_KEY))
  return read.success ? read.data : []
}

/** What is to be kept from now on. */
export const withMeasured = (
  stored: readonly StoredLikeness[],
  { agreement, ...measured }: MeasuredLikeness,
): readonly StoredLikeness[] => [
  ...stored.filter(({ condition }) => condition !== measured.condition),
  { ...measured, agreement: agreement?.mean ?? null },
]
