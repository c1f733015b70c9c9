import path from 'node:path'
import type { ClaimedBlock, ClaimedImage, EndedTransfer } from '../../catalog/transfers/queue.ts'
import type { BlockImage } from '../../engine/protocol.ts'
import type { ComputedTransfer } from '../recording/recorder.ts'
import type { BlockOrder, PairOutcome } from './block-engine.ts'
import type { WholeTransfer } from './setback.ts'

/** Transfers of a block as the engine takes them: each content and each reference once. */
export function orderOf({ run, settings }: ClaimedBlock, transfers: readonly WholeTransfer[]): BlockOrder {
  const contents = [...new Map(transfers.map(({ content }) => [content.id, content])).values()]
  const references = [...new Map(transfers.map(({ reference }) => [reference.id, reference])).values()]
  return {
    plan: run.plan,
    settings,
    contents: contents.map(filesOf),
    styles: references.map(filesOf),
    pairs: transfers.map(({ content, reference }) => ({
      content: contents.findIndex(({ id }) => id === content.id),
      style: references.findIndex(({ id }) => id === reference.id),
    })),
  }
}

/** The files of an image. */
function filesOf({ root, path: relative, label }: ClaimedImage): BlockImage {
  const under = (name: string): string => path.join(root, ...name.split('/'))
  return { image: under(relative), ...(label !== null && { label: under(label) }) }
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
