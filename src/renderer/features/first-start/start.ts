import { useState } from 'react'
import type { Failure } from '../../../shared/contract.ts'
import type { WorkspaceSuggestion, WorkspaceTrouble } from '../../../shared/workspaces.ts'
import { api } from '../../api.ts'
import { useAction } from '../../application/action.ts'
import { useAnswer } from '../../application/answer.ts'
import { plainArrival, useWorkspaces, type Arrival } from '../../application/workspaces.tsx'
import { placeOf } from './place.ts'

/** Where the workspace will lie, and how one gets into it. */
export interface Start {
  /** Local disks with room. */
  readonly suggestions: readonly WorkspaceSuggestion[]
  /** Null while it is not known, or where no disk has room. */
  readonly place: string | null
  readonly isKnown: boolean
  readonly choosePlace: (folder: string) => void
  /** Why the last workspace, or this place, could not be opened. */
  readonly trouble: WorkspaceTrouble | null
  /** Why the place was refused. */
  readonly refused: Failure | undefined
  readonly isRunning: boolean
  /** Makes the workspace, or opens the one that is there. */
  readonly begin: (arrival: Arrival) => Promise<void>
  readonly open: (folder: string) => Promise<void>
  readonly restore: (folder: string) => Promise<void>
}

const askSuggestions = (signal: AbortSignal) => api.workspace.suggestions(undefined, { signal })

export function useStart(): Start {
  const { state, enter, lookAgain } = useWorkspaces()
  const { value: suggestions, failure } = useAnswer(askSuggestions)
  const [chosen, setChosen] = useState<string | null>(null)
  const { failure: refused, isRunning, run, dismiss } = useAction()
  const place = placeOf(chosen, suggestions)

  const into = async (opening: Promise<typeof state>, arrival: Arrival = plainArrival) => enter(await opening, arrival)
  const attempt = async (act: () => Promise<unknown>) => {
    // a catalog that turns out to be damaged has a way back, which the state tells
    if (!(await run(act))) lookAgain()
  }
  return {
    suggestions: suggestions ?? [],
    place,
    isKnown: suggestions !== undefined || failure !== undefined,
    choosePlace: (folder) => {
      dismiss()
      setChosen(folder)
    },
    trouble: state.trouble,
    refused: refused ?? failure,
    isRunning,
    begin: async (arrival) => {
      if (place !== null) await attempt(() => into(api.workspace.create({ folder: place }), arrival))
    },
    open: (folder) => attempt(() => into(api.workspace.open({ folder }))),
    restore: (folder) => attempt(() => into(api.workspace.restore({ folder }))),
  }
}
