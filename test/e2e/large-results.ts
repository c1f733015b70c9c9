import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { connect } from '../../src/main/catalog/database.ts'
import { catalogFile } from '../../src/main/catalog/workspace/folders.ts'
import { createScene, drawScene } from '../../src/main/scenes/scene.ts'
import { pickConditions } from '../../src/shared/conditions.ts'
import { defaultSettings } from '../../src/shared/settings.ts'

const DRAWN = 24
const SIZE = { width: 512, height: 256 }
/** A file has no more names on some file systems. */
const LINKS = 10_000

/** A run that is done, with so many results of the images of a large workspace; their files are a few drawn ones. @returns its id */
export async function storeManyResults(folder: string, results: number): Promise<number> {
  const drawn = await Promise.all(
    Array.from({ length: Math.max(DRAWN, Math.ceil(results / LINKS)) }, async (_, seed) => {
      const { data } = drawScene(createScene(seed, SIZE), pickConditions[seed % pickConditions.length]!)
      const file = path.join(folder, 'outputs', `drawn-${seed}.png`)
      mkdirSync(path.dirname(file), { recursive: true })
      await sharp(data, { raw: { ...SIZE, channels: 3 } })
        .png()
        .toFile(file)
      const bytes = readFileSync(file)
      return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest() }
    }),
  )
  const database = connect(catalogFile({ folder }), { durability: 'crash' })
  const ids = (sql: string): number[] => database.prepare<[], number>(sql).pluck().all()
  const contents = ids(
    `SELECT image.id FROM image JOIN source ON source.id = source_id WHERE layout = 'gta5' AND reading = 'done' ORDER BY image.id`,
  )
  const references = ids(
    `SELECT image.id FROM image JOIN source ON source.id = source_id WHERE layout = 'acdc' AND reading = 'done' ORDER BY image.id LIMIT 8`,
  )
  const run = Number(
    database
      .prepare(
        `INSERT INTO run (uid, name, state, position, plan, after_crash, created_utc)
         VALUES ('many', 'Many', 'done', 1, '{}', 'wait', '2026-01-01T00:00:00Z')`,
      )
      .run().lastInsertRowid,
  )
  const settings = Number(
    database
      .prepare('INSERT INTO transfer_settings (settings) VALUES (?)')
      .run(JSON.stringify({ ...defaultSettings, size: [SIZE.height, SIZE.width] })).lastInsertRowid,
  )
  const insert = database.prepare(
    `INSERT INTO transfer (run_id, position, block, condition, content_id, reference_id, settings_id, state, ended_utc, seconds,
       output, bytes, sha256, width, height, structure, style, leakage)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'done', '2026-01-01T00:00:01Z', 8.5, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  database.transaction(() => {
    for (let position = 0; position < results; position++) {
      const { file, bytes, sha256 } = drawn[position % drawn.length]!
      const output = `outputs/many/${position % 100}/${position}.png`
      if (position < 100) mkdirSync(path.join(folder, path.dirname(output)), { recursive: true })
      linkSync(file, path.join(folder, output))
      const pair = [contents[position % contents.length], references[position % references.length]]
      const measures = [
        0.5 + (0.5 * ((position * 7919) % 10_007)) / 10_007,
        5 + (position % 97) / 4,
        (position % 89) / 200,
      ]
      insert.run(
        ...[
          run,
          position,
          Math.floor(position / 4),
          pickConditions[position % pickConditions.length],
          ...pair,
          settings,
        ],
        ...[output, bytes, sha256, SIZE.width, SIZE.height, ...measures],
      )
    }
  })()
  database.close()
  return run
}
