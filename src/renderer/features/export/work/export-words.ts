import type { ExportEntry, ExportPhase, ExportResult, VerifyReport } from '../../../../shared/exports.ts'
import { bytes, count, counted, dateTime, duration } from '../../../ui/format/numbers.ts'
import type { Progress } from '../../../ui/progress/progress-facts.ts'

const phases: Readonly<Record<ExportPhase, { readonly name: string; readonly unit: string }>> = {
  plan: { name: 'Looking at what goes in', unit: 'pairs' },
  write: { name: 'Writing pairs', unit: 'pairs' },
  finish: { name: 'Writing the files beside them', unit: 'pairs' },
  verify: { name: 'Verifying', unit: 'files' },
}

/** An export that runs, as a task. */
export function progressOf({ phase, done, total, rate, secondsLeft }: ExportEntry): Progress {
  const { name, unit } = phases[phase]
  return {
    ...{ name, unit, done },
    total: total > 0 ? total : undefined,
    rate: rate ?? undefined,
    secondsLeft: phase === 'finish' ? undefined : (secondsLeft ?? undefined),
  }
}

/** The same where it stands beside other tasks: `Exporting adverse-v2`. */
export const taskOf = (entry: ExportEntry): Progress => ({
  ...progressOf(entry),
  name: `${entry.phase === 'verify' ? 'Verifying' : 'Exporting'} ${entry.out.split(/[\\/]/).at(-1)}`,
})

/** `9,602 pairs, 13.1 GB in 4 min 10 s`; of an update also what came, stayed and went. */
export function resultInWords({ pairs, bytes: size, seconds, written, kept, removed }: ExportResult): string {
  const whole = `${counted(pairs, 'pair')}, ${bytes(size)} in ${duration(seconds)}`
  if (kept === 0 && removed === 0) return whole
  return `${whole}: ${counted(written, 'file')} written, ${count(kept)} kept, ${count(removed)} removed`
}

/** `57,614 files checked, nothing wrong`. */
export function reportInWords({ files, pairs, manifest, errorCount }: VerifyReport): string {
  const found = errorCount === 0 ? 'nothing wrong' : counted(errorCount, 'error')
  const against = manifest ? ' against the manifest' : ' by the rules of Cityscapes tools; there is no manifest'
  return `${counted(files, 'file')} of ${counted(pairs, 'pair')} checked${against}: ${found}`
}

export interface EntryState {
  readonly kind: 'good' | 'bad' | 'warning' | 'running'
  readonly words: string
}

/** How an export ended, or that it runs. */
export function stateOf({ state, error, verified, endedUtc, startedUtc }: ExportEntry): EntryState {
  const when = dateTime(new Date(endedUtc ?? startedUtc))
  if (state === 'running') return { kind: 'running', words: 'Running' }
  if (state === 'failed') return { kind: 'bad', words: error?.message ?? 'It failed' }
  if (state === 'cancelled') return { kind: 'warning', words: `Stopped ${when}; it goes on where it was` }
  if (verified && !verified.ok) return { kind: 'bad', words: reportInWords(verified) }
  return { kind: 'good', words: verified ? `${when}, verified` : when }
}

/** Bytes a second of the last whole export, by which the time of the next is told; null before there was one. */
export function lastPace(entries: readonly ExportEntry[]): number | null {
  const whole = entries.find(({ result }) => result !== null && result.kept === 0 && result.seconds > 0)?.result
  return whole ? whole.bytes / whole.seconds : null
}

/** Where a picked folder is taken for the place of a dataset: in it, under a name of its own, unless it holds one or nothing. */
export function folderIn(picked: string, runName: string): string {
  const separator = picked.includes('\\') && !picked.includes('/') ? '\\' : '/'
  return `${picked.endsWith(separator) ? picked.slice(0, -1) : picked}${separator}${folderName(runName)}`
}

/** `Adverse v2` -> `adverse-v2`. */
export function folderName(runName: string): string {
  const plain = runName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return plain === '' ? 'dataset' : plain.slice(0, 60)
}

/** Beside the workspace, for nothing is written into it. */
export function besideWorkspace(workspace: string, runName: string): string {
  const separator = workspace.includes('\\') && !workspace.includes('/') ? '\\' : '/'
  const parent = workspace.slice(0, workspace.lastIndexOf(separator))
  return folderIn(parent === '' ? separator : parent, runName)
}
