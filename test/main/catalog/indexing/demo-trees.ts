import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { writeDemoData, type DemoData } from '../../../../src/main/scenes/demo-data.ts'

/** Drawn trees of small street scenes for all tests of a file, not to be changed by them: 8 frames of GTA5, 16 of ACDC, 2 of Cityscapes. */
export function useDemoTrees(): () => DemoData {
  let trees: DemoData | undefined
  let folder: string | undefined
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'weatherglass-demo-')))
    trees = await writeDemoData({ out: path.join(folder, 'demo'), content: 8, references: 2, size: [64, 128], seed: 4 })
  })
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  return () => trees!
}
