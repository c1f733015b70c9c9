import { useCallback } from 'react'
import type { BoardCoverage } from '../../../../shared/boards.ts'
import { api } from '../../../api.ts'
import { useAnswer, type Answer } from '../../../application/answer.ts'
import { useRevision } from '../../../application/live.tsx'

/**
 * How the board covers the classes of the content, reckoned again after every change of the board or of the catalog.
 *
 * @param changes how often something was done to the board here: nobody waits until the catalog tells
 */
export function useCoverage(board: number, contents: readonly number[], changes: number): Answer<BoardCoverage> {
  const key = contents.join(',')
  const ask = useCallback(
    (signal: AbortSignal) => {
      const sources = key === '' ? [] : key.split(',').map(Number)
      return api.boards.coverage({ board, contents: { sources } }, { signal })
    },
    [board, key],
  )
  return useAnswer(ask, useRevision() + changes)
}
