import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { writeDemoData, type DemoData } from '../../src/main/scenes/demo-data.ts'

/** Small trees with labels and all conditions: 4 frames of GTA5, of ACDC in each condition 3 and their references. */
export const drawSources = (home: string): Promise<DemoData> =>
  writeDemoData({ out: path.join(home, 'data'), content: 4, references: 3, size: [64, 128], seed: 3 })

/** A source's row in the library says that it is read. */
export async function isUpToDate(page: Page, name: string): Promise<void> {
  const row = page.getByRole('list', { name: 'Sources' }).getByRole('listitem').filter({ hasText: name })
  await expect(row).toContainText('Up to date', { timeout: 120_000 })
}
