import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import packageJson from '../../../../package.json' with { type: 'json' }
import { trainIds } from '../../../shared/labels.ts'
import { writeRcsFiles, type RcsSample } from '../../datasets/rcs-files.ts'
import { writeFileAtomically } from '../../imaging/write-image.ts'
import { contactSheetOf, CONTACT_SHEET } from '../also/contact-sheet.ts'
import { datasetCard } from '../also/card.ts'
import { huggingFaceLines } from '../also/hugging-face.ts'
import { mmsegmentationConfig } from '../also/mmsegmentation.ts'
import { labelPath } from '../layout/names.ts'
import type { DatasetFacts, ExportedPair } from '../dataset.ts'
import { fileLineOf, headOf, MANIFEST, pairLineOf, type FileFacts, type PairOrigin } from '../manifest.ts'

export interface FinishedDataset {
  /** Every file, relative to the dataset. */
  readonly files: readonly string[]
  readonly bytes: number
  readonly warnings: readonly string[]
}

/** Writes what lies beside the pictures and labels, the manifest last. */
export async function finishDataset(dataset: string, facts: DatasetFacts): Promise<FinishedDataset> {
  const { pairs, options } = facts
  const { also } = options
  const files: string[] = []
  const warnings: string[] = []
  const write = async (file: string, content: string | Uint8Array): Promise<void> => {
    await writeFileAtomically(path.join(dataset, file), content)
    files.push(file)
  }
  if (also.rcs) {
    const samples = pairs.filter(({ split }) => split === 'train').map(rcsSample)
    const written = await writeRcsFiles(dataset, samples, minimumPixels(pairs))
    files.push(...written.files.map((file) => path.basename(file)))
    if (written.warning !== null) warnings.push(written.warning)
  }
  if (also.mmsegmentation) await write('mmsegmentation.py', mmsegmentationConfig(facts))
  if (also.huggingFace) await write('leftImg8bit/metadata.jsonl', huggingFaceLines(pairs))
  if (also.card) {
    await write(CONTACT_SHEET, await contactSheetOf(dataset, pairs))
    await write('README.md', datasetCard(facts))
  }
  const others = await Promise.all(files.map(async (file) => [file, await factsOf(path.join(dataset, file))] as const))
  await write(MANIFEST, manifestText(facts, others))
  const ofPairs = pairs.flatMap((pair) => Object.entries(pair.files))
  const manifestBytes = (await stat(path.join(dataset, MANIFEST))).size
  const bytes = [...ofPairs, ...others].reduce((sum, [, one]) => sum + one.bytes, manifestBytes)
  return { files: [...ofPairs.map(([file]) => file), ...files], bytes, warnings }
}

const rcsSample = ({ planned, classPixels }: ExportedPair): RcsSample => ({
  file: labelPath(planned.name, 'labelTrainIds'),
  classPixels: Uint32Array.from(classPixels.slice(0, trainIds.length)),
})

/** DAFormer's 3,000 pixels are meant for the full size of Cityscapes; smaller pictures want less in proportion. */
function minimumPixels(pairs: readonly ExportedPair[]): number {
  const smallest = Math.min(...pairs.map(({ width, height }) => width * height))
  return Math.min(3000, Math.round((3000 * smallest) / (1024 * 2048)))
}

function manifestText({ pairs, options }: DatasetFacts, others: readonly (readonly [string, FileFacts])[]): string {
  const head = headOf({
    weatherglass: packageJson.version,
    created: new Date().toISOString(),
    options,
    pairs: pairs.length,
  })
  const lines = pairs.map(({ planned, labelSha256, ...pair }) => pairLineOf(pair, originOf(planned, labelSha256)))
  return `${[head, ...lines, ...others.map(([file, facts]) => fileLineOf(file, facts))].join('\n')}\n`
}

function originOf({ content, row }: ExportedPair['planned'], labelSha256: string): PairOrigin {
  const { source, path: file, label } = content
  return {
    condition: row?.condition ?? 'clear',
    content: { source, path: file },
    label: { source, path: label.path, encoding: label.encoding, sha256: labelSha256 },
    reference: row?.reference ? { source: row.reference.source, path: row.reference.path } : null,
    run: row?.run ?? null,
    transfer: row?.transfer ?? null,
    settings: row?.settings ?? null,
    preset: row?.preset ?? null,
    seed: row?.settings.seed ?? null,
    model: row?.model ?? null,
    verdict: row?.verdict ?? null,
    metrics: row?.metrics ?? null,
  }
}

async function factsOf(file: string): Promise<FileFacts> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { sha256: hash.digest('hex'), bytes: (await stat(file)).size }
}
