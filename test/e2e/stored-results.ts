import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { connect } from '../../src/main/catalog/database.ts'
import { catalogFile } from '../../src/main/catalog/workspace/folders.ts'
import { hash } from '../../src/main/scenes/geometry/random.ts'
import { createScene, drawScene } from '../../src/main/scenes/scene.ts'
import { pickConditions } from '../../src/shared/conditions.ts'
import { defaultSettings } from '../../src/shared/settings.ts'

/** The demonstration data that results are stored for. */
export interface StoredResultsOf {
  readonly workspace: string
  /** That the data was drawn with. */
  readonly seed: number
  /** [height, width] of contents and results. */
  readonly size: readonly [number, number]
}

export interface StoredResults {
  readonly run: number
  /** In the order of contents, and of conditions for each. */
  readonly transfers: readonly number[]
}

/**
 * A run that is done: every drawn content in every condition, as the scene itself looks in it. All are accepted but the fifth, which is
 * rejected as too weak, and the last, which nobody judged.
 */
export async function storeResults({ workspace, seed, size }: StoredResultsOf): Promise<StoredResults> {
  const database = connect(catalogFile({ folder: workspace }), { durability: 'crash' })
  const contents = database
    .prepare(
      `SELECT image.id, image.label_path AS label, source.root FROM image JOIN source ON source.id = image.source_id
       WHERE source.layout = 'gta5' ORDER BY image.path`,
    )
    .all() as { id: number; label: string; root: string }[]
  const reference = database.prepare('SELECT id FROM image WHERE condition = ? ORDER BY id LIMIT 1').pluck()
  const run = database
    .prepare(
      `INSERT INTO run (uid, name, state, position, plan, after_crash, created_utc)
       VALUES ('stored', 'Adverse v2', 'done', 1, '{}', 'ask', '2026-01-01T00:00:00Z')`,
    )
    .run().lastInsertRowid as number
  const settings = database
    .prepare('INSERT INTO transfer_settings (settings, preset, preset_version) VALUES (?, ?, ?)')
    .run(JSON.stringify({ ...defaultSettings, size }), 'paper', 3).lastInsertRowid as number
  const insert = database.prepare(
    `INSERT INTO transfer (run_id, position, block, condition, content_id, reference_id, settings_id, state, ended_utc, output, bytes, sha256, structure)
     VALUES (?, ?, 0, ?, ?, ?, ?, 'done', '2026-01-01T00:00:01Z', ?, ?, ?, 0.9)`,
  )
  const prove = database.prepare('INSERT INTO transfer_provenance (transfer_id, provenance) VALUES (?, ?)')
  const judge = database.prepare(
    `INSERT INTO verdict (transfer_id, verdict, tags, judged_by, judged_utc) VALUES (?, ?, ?, 'Ada', '2026-01-02T00:00:00Z')`,
  )
  mkdirSync(path.join(workspace, 'outputs'), { recursive: true })
  const transfers: number[] = []
  for (const [index, { id, label, root }] of contents.entries()) {
    const scene = createScene(hash(seed, 1, index), { height: size[0], width: size[1] })
    for (const condition of pickConditions) {
      const position = transfers.length
      const output = `outputs/stored-${position}.png`
      const file = path.join(workspace, output)
      const { data } = drawScene(scene, condition)
      const raw = { width: size[1], height: size[0], channels: 3 } as const
      await sharp(data, { raw }).png().toFile(file)
      const bytes = readFileSync(file)
      const transfer = insert.run(
        ...[run, position, condition, id, reference.get(condition), settings, output, bytes.length],
        createHash('sha256').update(bytes).digest(),
      ).lastInsertRowid as number
      const labelSha256 = createHash('sha256')
        .update(readFileSync(path.join(root, label)))
        .digest('hex')
      const model = { name: 'weatherglass-mini', fingerprint: 'f00d' }
      prove.run(transfer, JSON.stringify({ model, inputs: { contentLabel: { sha256: labelSha256 } } }))
      transfers.push(transfer)
      if (position === 4) judge.run(transfer, 'reject', '["too weak"]')
      else if (position < 4 * contents.length - 1) judge.run(transfer, 'accept', '[]')
    }
  }
  database.close()
  return { run, transfers }
}
