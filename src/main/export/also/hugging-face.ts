import { imagePath } from '../layout/names.ts'
import type { ExportedPair } from '../dataset.ts'

/**
 * `leftImg8bit/metadata.jsonl` for `load_dataset("imagefolder", data_dir="leftImg8bit")`: above the folders of splits, since other tools take
 * every entry of a split for a city and every file of a city for a picture.
 */
export function huggingFaceLines(pairs: readonly ExportedPair[]): string {
  return pairs
    .map(({ planned: { name, row, content }, pair, files }) => {
      const extension = imagePath(name, 'png') in files ? 'png' : 'jpg'
      return JSON.stringify({
        file_name: imagePath(name, extension).slice('leftImg8bit/'.length),
        pair,
        condition: row?.condition ?? 'clear',
        content: `${content.source}/${content.path}`,
        reference: row?.reference ? `${row.reference.source}/${row.reference.path}` : null,
        seed: row?.settings.seed ?? null,
        ...row?.metrics,
      })
    })
    .map((line) => `${line}\n`)
    .join('')
}
