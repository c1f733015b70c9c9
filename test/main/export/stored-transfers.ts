import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { CatalogDatabase } from '../../../src/main/catalog/database.ts'
import { pickConditions } from '../../../src/shared/conditions.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import sharp from 'sharp'
import { sha256 } from './drawn-rows.ts'

/** A run whose transfers are done, one of each content in each condition; every one is accepted. Its number. */
export async function storeRun(
  database: CatalogDatabase,
  workspace: string,
  size: readonly [number, number],
): Promise<number> {
  const contents = database
    .prepare(
      `SELECT image.id, image.label_path AS label, source.root FROM image JOIN source ON source.id = image.source_id
       WHERE image.condition = 'clear' AND image.label_path IS NOT NULL ORDER BY image.id`,
    )
    .all() as { id: number; label: string; root: string }[]
  const run = database
    .prepare(
      `INSERT INTO run (uid, name, state, position, plan, after_crash, created_utc)
       VALUES ('uid', 'Adverse', 'done', 1, '{}', 'ask', '2026-01-01T00:00:00Z')`,
    )
    .run().lastInsertRowid as number
  const settings = database
    .prepare('INSERT INTO transfer_settings (settings, preset, preset_version) VALUES (?, ?, ?)')
    .run(JSON.stringify({ ...defaultSettings, size }), 'paper', 3).lastInsertRowid as number
  mkdirSync(path.join(workspace, 'outputs'), { recursive: true })
  let position = 0
  for (const { id, label, root } of contents)
    for (const condition of pickConditions) {
      const output = `outputs/${position}.png`
      const grey = new Uint8Array(size[0] * size[1] * 3).fill(40 + position)
      const bytes = await sharp(grey, { raw: { width: size[1], height: size[0], channels: 3 } })
        .png()
        .toBuffer()
      writeFileSync(path.join(workspace, output), bytes)
      const transfer = database
        .prepare(
          `INSERT INTO transfer (run_id, position, block, condition, content_id, reference_id, settings_id, state, ended_utc, output, bytes, sha256, structure)
           VALUES (?, ?, 0, ?, ?, ?, ?, 'done', '2026-01-01T00:00:01Z', ?, ?, ?, 0.9)`,
        )
        .run(run, position++, condition, id, id, settings, output, bytes.length, Buffer.from(sha256(bytes), 'hex'))
        .lastInsertRowid as number
      const provenance = {
        model: { name: 'mini', fingerprint: 'f00d' },
        inputs: { contentLabel: { sha256: sha256(readFileSync(path.join(root, label))) } },
      }
      database
        .prepare('INSERT INTO transfer_provenance (transfer_id, provenance) VALUES (?, ?)')
        .run(transfer, JSON.stringify(provenance))
      database
        .prepare(
          `INSERT INTO verdict (transfer_id, verdict, tags, judged_by, judged_utc) VALUES (?, 'accept', '["good"]', 'Ada', '2026-01-02T00:00:00Z')`,
        )
        .run(transfer)
    }
  return run
}
