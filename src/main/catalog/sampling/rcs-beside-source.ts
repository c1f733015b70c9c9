import { LabelError } from '../../../shared/errors.ts'
import { ignoredSentence, readRcsStatistics } from '../../datasets/rcs-files.ts'
import type { CatalogDatabase } from '../database.ts'
import type { SourceRecord } from '../sources/sources.ts'
import { recordRcsStatistics } from './rcs-records.ts'

/**
 * Takes the class statistics that lie in a source, where there are any, for its labels that were not counted yet. A file that cannot be used
 * is a notice: the labels are read anyway.
 *
 * @returns sentences about what was taken and what was left out
 */
export async function recordRcsBeside(
  database: CatalogDatabase,
  { id, root }: Pick<SourceRecord, 'id' | 'root'>,
): Promise<string[]> {
  try {
    const statistics = await readRcsStatistics(root)
    if (!statistics) return []
    const { recorded } = recordRcsStatistics(database, id, statistics.samples)
    const taken = `${statistics.path} has the class pixels of ${recorded} labels that were not read yet; they stand until the labels are read.`
    const ignored = ignoredSentence(statistics)
    return [...(recorded > 0 ? [taken] : []), ...(ignored === null ? [] : [ignored])]
  } catch (error) {
    if (!(error instanceof LabelError)) throw error
    return [error.message]
  }
}
