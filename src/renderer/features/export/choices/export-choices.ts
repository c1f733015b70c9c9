import { exportOptionsSchema, type ExportOptions } from '../../../../shared/exports.ts'
import type { RunSummary } from '../../../../shared/runs.ts'
import type { Parse } from '../../../shell/stored-state.ts'

/** What was stored, where this version still understands it. */
export const asOptions: Parse<ExportOptions> = (stored) => {
  const parsed = exportOptionsSchema.safeParse(stored)
  return parsed.success ? parsed.data : undefined
}

type Run = Pick<RunSummary, 'id' | 'counts'>

/** Runs that have results, the newest first. */
export const runsWithResults = <Each extends Run>(runs: readonly Each[]): readonly Each[] =>
  runs.filter(({ counts }) => counts.done > 0).toSorted((a, b) => b.id - a.id)

/** The stored choices over the runs that there are; the newest run where none of the chosen ones is left. Null where no run has results. */
export function fittingOptions(stored: ExportOptions | null, runs: readonly Run[]): ExportOptions | null {
  const there = runsWithResults(runs).map(({ id }) => id)
  const chosen = stored?.runs.filter((run) => there.includes(run)) ?? []
  const [newest] = there
  if (newest === undefined) return null
  if (!stored) return exportOptionsSchema.parse({ runs: [newest] })
  if (chosen.length === stored.runs.length) return stored
  return { ...stored, runs: chosen.length > 0 ? chosen : [newest] }
}

/** With a licence stated, or taken back where it is empty. */
export function withLicence(options: ExportOptions, source: string, licence: string): ExportOptions {
  const others = Object.entries(options.licences).filter(([other]) => other !== source)
  const stated = licence.trim() === '' ? [] : [[source, licence.trim()] as const]
  return { ...options, licences: Object.fromEntries([...others, ...stated]) }
}

export const cityPrefixPattern = /^[a-z][a-z0-9]{0,39}$/
