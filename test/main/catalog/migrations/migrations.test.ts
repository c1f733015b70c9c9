import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { databaseVersion, migrate, type CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import { findingsIn } from '../../../../src/main/catalog/safety/integrity.ts'
import { migrations } from '../../../../src/main/catalog/migrations/index.ts'
import { rowsOfVersion } from './rows.ts'

/** A catalog as this version's program left it, with the rows of all versions up to it. */
function catalogOf(version: number): CatalogDatabase {
  const database = new Database(':memory:')
  database.pragma('foreign_keys = ON')
  for (let step = 1; step <= version; step++) {
    migrate(database, migrations.slice(0, step))
    const rows = rowsOfVersion[step]
    if (rows !== undefined) database.exec(rows)
  }
  return database
}

const schemaOf = (database: CatalogDatabase): unknown[] =>
  database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all()

/** All rows of the tables that this version knows, under the names that it has for the columns. */
function rowsOf(database: CatalogDatabase): Record<string, unknown[]> {
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
    .pluck()
    .all() as string[]
  return Object.fromEntries(tables.map((table) => [table, database.prepare(`SELECT * FROM "${table}"`).all()]))
}

const versions = migrations.map((_, index) => index + 1)

describe('migrations', () => {
  it.each([0, ...versions])('lead from version %i to a sound catalog of the newest', (version) => {
    const database = catalogOf(version)
    expect(databaseVersion(database)).toBe(version)
    migrate(database)
    expect(databaseVersion(database)).toBe(migrations.length)
    expect(findingsIn(database, 'full')).toEqual([])
    const fresh = catalogOf(0)
    migrate(fresh)
    expect(schemaOf(database)).toEqual(schemaOf(fresh))
  })

  it.each(versions)('keep each row and each value of version %i', (version) => {
    const database = catalogOf(version)
    const before = rowsOf(database)
    expect(Object.values(before).flat().length).toBeGreaterThan(0)
    migrate(database)
    const after = rowsOf(database)
    for (const [table, rows] of Object.entries(before)) expect(after[table]).toMatchObject(rows)
  })

  it('leave a catalog of the newest version untouched', () => {
    const database = catalogOf(migrations.length)
    const before = database.serialize()
    migrate(database)
    expect(database.serialize().equals(before)).toBe(true)
  })

  it('that fail leave the version before, whole', () => {
    const database = catalogOf(migrations.length)
    const broken = [...migrations, 'CREATE TABLE later (x); INSERT INTO nowhere VALUES (1)']
    expect(() => migrate(database, broken)).toThrow('nowhere')
    expect(databaseVersion(database)).toBe(migrations.length)
    expect(rowsOf(database)).not.toHaveProperty('later')
  })

  it('refuse what the schema does not allow', () => {
    const database = catalogOf(migrations.length)
    const wrong = (sql: string) => () => database.exec(sql)
    expect(wrong(`UPDATE source SET layout = 'kitti'`)).toThrow('CHECK')
    expect(wrong(`UPDATE image SET luminance = 'bright'`)).toThrow('REAL')
    expect(wrong(`UPDATE image SET class_pixels = zeroblob(79)`)).toThrow('CHECK')
    expect(wrong(`INSERT INTO source (root, name, layout, added_utc) VALUES ('/x', 'gta5', 'gta5', '')`)).toThrow(
      'UNIQUE',
    )
  })
})
