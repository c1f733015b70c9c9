import { applicationId, databaseVersion, type CatalogDatabase } from '../database.ts'

/** `quick`: the tables' pages and rows. `full`: also that each index agrees with its table, and all foreign keys. */
export type CheckDepth = 'quick' | 'full'

const MOST_FINDINGS = 20

/** What is wrong with the catalog's file, in SQLite's words; empty where it is whole. Reads the whole file. */
export function findingsIn(database: CatalogDatabase, depth: CheckDepth): string[] {
  const strange = strangeness(database)
  if (strange !== null) return [strange]
  const check = depth === 'full' ? 'integrity_check' : 'quick_check'
  const rows = database.pragma(`${check}(${MOST_FINDINGS})`) as Record<string, string>[]
  const findings = rows.map((row) => row[check]!).filter((finding) => finding !== 'ok')
  return depth === 'full' && findings.length === 0 ? brokenReferences(database) : findings
}

/** Why a sound database is no catalog; null where it is one. */
export function strangeness(database: CatalogDatabase): string | null {
  if (databaseVersion(database) === 0) return 'it is empty'
  if (database.pragma('application_id', { simple: true }) !== applicationId) return 'it is another program’s database'
  const states = database.prepare('SELECT count(*) FROM catalog_state').pluck().get()
  return states === 0 ? 'its state is gone' : null
}

interface BrokenReference {
  readonly table: string
  readonly rowid: number | null
  readonly parent: string
}

function brokenReferences(database: CatalogDatabase): string[] {
  const broken = database.pragma('foreign_key_check') as BrokenReference[]
  return broken
    .slice(0, MOST_FINDINGS)
    .map(({ table, rowid, parent }) => `row ${rowid} of ${table} names a row of ${parent} that is not there`)
}
