import { useCallback } from 'react'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'

/** What lies in the folder that is named, asked for again whenever an export began or ended. */
export function useTarget(folder: string, revision: number) {
  const ask = useCallback(
    async (signal: AbortSignal) => ({
      of: folder,
      target: folder.trim() === '' ? null : await api.exports.target({ folder }, { signal }),
    }),
    [folder],
  )
  const { value, failure } = useAnswer(ask, revision)
  const isCurrent = value?.of === folder || failure !== undefined
  return { target: value?.of === folder ? value.target : null, failure, isCurrent }
}
