import path from 'node:path'
import type { ClaimedBlock, ClaimedImage } from '../../catalog/transfers/queue.ts'
import type { LabelledFile } from '../recording/measure-result.ts'
import type { ComputedTransfer } from '../recording/recorder.ts'
import type { BlockOrder, BlockOutput } from './block-engine.ts'
import type { WholeTransfer } from './setback.ts'

/** The files of an image. */
export function filesOf({ root, path: relative, label }: ClaimedImage): LabelledFile {
  const under = (name: string): string => path.join(root, ...name.split('/'))
  return { file: under(relative), label: label === null ? null : under(label) }
}

/** Transfers of a block as the engine takes them: each content and each reference once. */
export function orderOf({ run, settings }: ClaimedBlock, transfers: readonly WholeTransfer[]): BlockOrder {
  const contents = [...new Map(transfers.map(({ content }) => [content.id, content])).values()]
  const references = [...new Map(transfers.map(({ reference }) => [reference.id, reference])).values()]
  return {
    plan: run.plan,
    settings,
    contents: contents.map(filesOf),
    references: references.map(filesOf),
    pairs: transfers.map(({ content, reference }) => [
      contents.findIndex(({ id }) => id === content.id),
      references.findIndex(({ id }) => id === reference.id),
    ]),
  }
}

export const inputsOf = ({ contents, references }: BlockOrder): string[] =>
  [...contents, ...references].flatMap(({ file, label }) => (label === null ? [file] : [file, label]))

export const usesFile = ({ content, reference }: WholeTransfer, file: string): boolean =>
  [filesOf(content), filesOf(reference)].some((files) => files.file === file || files.label === file)

/** Halves of the larger side: contents as long as there are more of them than references. */
export function halves(transfers: readonly WholeTransfer[]): (readonly WholeTransfer[])[] {
  const ids = (of: (transfer: WholeTransfer) => number): number[] => [...new Set(transfers.map(of))]
  const ofContent = ({ content }: WholeTransfer): number => content.id
  const ofReference = ({ reference }: WholeTransfer): number => reference.id
  const side = ids(ofContent).length >= ids(ofReference).length ? ofContent : ofReference
  const all = ids(side)
  const first = new Set(all.slice(0, Math.ceil(all.length / 2)))
  return [transfers.filter((one) => first.has(side(one))), transfers.filter((one) => !first.has(side(one)))]
}

/** Outputs as they are recorded; each has its share of the time. */
export const computedOf = (
  transfers: readonly WholeTransfer[],
  outputs: readonly BlockOutput[],
  seconds: number,
): ComputedTransfer[] =>
  transfers.map(({ id, position, condition, content, reference }, index) => {
    const { width, height, rgb, provenance } = outputs[index]!
    return {
      ...{ id, position, condition, width, height, rgb, provenance },
      content: filesOf(content),
      reference: filesOf(reference),
      seconds: seconds / transfers.length,
    }
  })
