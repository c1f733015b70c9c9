import path from 'node:path'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { exportTransfers, type StoredTransfer } from '../../catalog/exports/export-rows.ts'
import { sourceRoots } from '../../catalog/sources/source-roots.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import { contactSheet } from '../../imaging/contact-sheet.ts'
import { readImage, type RgbImage } from '../../imaging/image.ts'
import { readLabelMap } from '../../imaging/labels.ts'
import { writePng } from '../../imaging/write-image.ts'
import { classColours, isTrainId } from '../../../shared/labels.ts'

interface Opened {
  readonly database: CatalogDatabase
  readonly workspace: Pick<Workspace, 'folder'>
}

/** The content, the references and what became of it, with names below, as a PNG. */
export async function writeDemoSheet({ database, workspace }: Opened, run: number, file: string): Promise<void> {
  const results = exportTransfers(database, [run]).filter(isWhole)
  const [{ content } = { content: null }] = results
  if (!content) return
  const roots = new Map(sourceRoots(database).map(({ name, root }) => [name, root]))
  const read = (root: string, relative: string): Promise<RgbImage> => readImage(path.join(root, ...relative.split('/')))
  const rows = [
    [
      read(content.root, content.path),
      ...results.map(({ reference }) => read(roots.get(reference.source)!, reference.path)),
    ],
    [
      labelColours(path.join(content.root, content.label!.path)),
      ...results.map(({ result }) => read(workspace.folder, result.path)),
    ],
  ]
  const pictures = await Promise.all(rows.map((row) => Promise.all(row)))
  const conditions = results.map(({ condition }) => condition)
  const sheet = await contactSheet(pictures, {
    title: 'Weatherglass: one drawn street after four references (demonstration model)',
    captions: [
      ['content', ...conditions.map((condition) => `style reference: ${condition}`)],
      ['its labels, kept', ...conditions.map((condition) => `restyled: ${condition}`)],
    ],
  })
  await writePng(file, sheet, {})
}

type WholeTransfer = StoredTransfer & {
  readonly [Part in 'content' | 'reference' | 'result']: NonNullable<StoredTransfer[Part]>
}

const isWhole = (transfer: StoredTransfer): transfer is WholeTransfer =>
  transfer.result !== null && transfer.content !== null && transfer.reference !== null

/** A label map in Cityscapes' colours; void is black. */
async function labelColours(file: string): Promise<RgbImage> {
  const { width, height, trainIds } = await readLabelMap(file)
  const data = new Uint8Array(3 * trainIds.length)
  trainIds.forEach((trainId, pixel) => isTrainId(trainId) && data.set(classColours[trainId]!, 3 * pixel))
  return { width, height, data }
}
