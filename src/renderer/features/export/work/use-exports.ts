import { useEffect, useState } from 'react'
import type { ExportEntry } from '../../../../shared/exports.ts'
import { api, watch } from '../../../api.ts'

/** The export that runs and those that ran, the newest first; undefined before the first word. */
export function useExports(): readonly ExportEntry[] | undefined {
  const [entries, setEntries] = useState<readonly ExportEntry[]>()
  useEffect(() => watch((signal) => api.exports.watch(undefined, { signal }), setEntries), [])
  return entries
}
