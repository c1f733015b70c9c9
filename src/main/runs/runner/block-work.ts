import path from 'node:path'
import type { ClaimedBlock, ClaimedImage, EndedTransfer } from '../../catalog/transfers/queue.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import type { BlockImage } from '../../engine/protocol.ts'
import type { ComputedTransfer } from '../recording/recorder.ts'
import type { BlockOrder, PairOutcome } from './block-engine.ts'
import type { WholeTransfer } from './setback.ts'

/** Transfers of a block as the engine takes them: each content and each reference once. */
export function orderOf(
  { folder }: Pick<Workspace, 'folder'>,
  { run, settings }: ClaimedBlock,
  transfers: readonly WholeTransfer[],
): BlockOrder {
  const contents = [...new Map(transfers.map(({ content }) => [content.id, content])).values()]
  const references = [...new Map(transfers.map(({ reference }) => [reference.id, reference])).values()]
  return {
    plan: run.plan,
    settings,
    contents: contents.map((image) => filesOf(folder, image)),
    styles: references.map((image) => filesOf(folder, image)),
    pairs: transfers.map(({ content, reference }) => ({
      content: contents.findIndex(({ id }) => id === content.id),
      style: references.findIndex(({ id }) => id === reference.id),
    })),
  }
}

/** The files of an image. @param folder of the workspace, where predicted labels lie */
function filesOf(folder: string, { root, path: relative, label, predicted }: ClaimedImage): BlockImage {
  const under = (base: string, name: string): string => path.join(base, ...name.split('/'))
  const image = under(root, relative)
  if (label !== null) return { image, label: under(root, label) }
  return predicted ? { image, label: under(folder, predicted.file), labelNetwork: predicted.network } : { image }
}

/** Halves of the larger side: contents as long as there are no more references than those. */
export function halves(transfers: readonly WholeTransfer[]): (readonly WholeTransfer[])[] {
  const ids = (of: (transfer: WholeTransfer) => number): number[] => [...new Set(transfers.map(of))]
  const ofContent = ({ content }: WholeTransfer): number => content.id
  const ofReference = ({ reference }: WholeTransfer): number => reference.id
  const side = ids(ofContent).length >= ids(ofReference).length ? ofContent : ofReference
  const all = ids(side)
  const first = new Set(all.slice(0, Math.ceil(all.length / 2)))
  return [transfers.filter((one) => first.has(side(one))), transfers.filter((one) => !first.has(side(one)))]
}

/** Pictures and failures as they are recorded; each picture has its share of the time. */
export function recordsOf(
  transfers: readonly WholeTransfer[],
  outcomes: readonly PairOutcome[],
  seconds: number,
): { readonly computed: readonly ComputedTransfer[]; readonly failed: readonly EndedTransfer[] } {
  const computed: ComputedTransfer[] = []
  const failed: EndedTransfer[] = []
  transfers.forEach(({ id, position, condition }, index) => {
    const outcome = outcomes[index]!
    if ('error' in outcome) failed.push({ id, state: 'failed', error: outcome.error })
    else computed.push({ id, position, condition, ...outcome.output, seconds: seconds / transfers.length })
  })
  return { computed, failed }
}
