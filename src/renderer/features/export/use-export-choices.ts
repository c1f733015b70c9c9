import { useCallback, useMemo } from 'react'
import type { ExportOptions } from '../../../shared/exports.ts'
import type { RunSummary } from '../../../shared/runs.ts'
import { asBoolean, asString, useStoredState, type Parse } from '../../shell/stored-state.ts'
import { asOptions, fittingOptions } from './choices/export-choices.ts'

/** What a person chose for the next export; it is there again after a restart. */
export interface ExportChoices {
  readonly options: ExportOptions
  readonly change: (part: Partial<ExportOptions>) => void
  /** Takes over those of an earlier export. */
  readonly load: (options: ExportOptions, out?: string) => void
  /** Absolute; empty before one was chosen. */
  readonly out: string
  readonly setOut: (out: string) => void
  readonly isLinked: boolean
  readonly setLinked: (isLinked: boolean) => void
}

const orNull: Parse<ExportOptions | null> = asOptions

/** Null where no run has results. */
export function useExportChoices(runs: readonly RunSummary[]): ExportChoices | null {
  const [stored, store] = useStoredState('export/options', null, orNull)
  const [out, setOut] = useStoredState('export/out', '', asString)
  const [isLinked, setLinked] = useStoredState('export/link', false, asBoolean)
  // the runs change with every step of the queue, the options only when they do
  const fitting = JSON.stringify(fittingOptions(stored, runs))
  const options = useMemo(() => JSON.parse(fitting) as ExportOptions | null, [fitting])
  const load = useCallback(
    (next: ExportOptions, folder?: string) => {
      store(next)
      if (folder !== undefined) setOut(folder)
    },
    [store, setOut],
  )
  if (!options) return null
  return { options, change: (part) => store({ ...options, ...part }), load, out, setOut, isLinked, setLinked }
}
