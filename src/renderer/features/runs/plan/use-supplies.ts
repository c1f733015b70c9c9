import { useCallback, useMemo } from 'react'
import { CURRENT_BOARD } from '../../../../shared/preferences.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { useRevision } from '../../../application/live.tsx'
import { parseSettings } from '../../gallery/settings/gallery-settings.ts'
import type { Supplies } from './plan-choices.ts'
import { useHandedSelection } from './handed-selection.ts'

const askWorkspace = async (signal: AbortSignal) => {
  const [boards, sources, currentBoard, stored] = await Promise.all([
    api.boards.list(undefined, { signal }),
    api.sources.list(undefined, { signal }),
    api.application.preference({ key: CURRENT_BOARD }, { signal }),
    api.application.preference({ key: 'gallery' }, { signal }),
  ])
  const { filter } = parseSettings(stored)
  const { total } = await api.gallery.page(
    {
      filter: { ...filter, labelled: true },
      sort: { by: 'name', descending: false },
      from: { offset: 0 },
      limit: 1,
    },
    { signal },
  )
  const gallery = { filter, labelled: filter.labelled === false ? 0 : total }
  return { boards, sources, gallery, currentBoard: typeof currentBoard === 'number' ? currentBoard : null }
}

const askMachine = async (signal: AbortSignal) => {
  const [models, presets] = await Promise.all([
    api.models.list(undefined, { signal }),
    api.presets.list(undefined, { signal }),
  ])
  return { models, presets }
}
const askDevices = (signal: AbortSignal) => api.machine.state(undefined, { signal })

/** What there is to plan with; null until it is known. Looking at the devices takes a while, and nothing waits for it. */
export function useSupplies() {
  const revision = useRevision()
  const workspace = useAnswer(askWorkspace, revision)
  const machine = useAnswer(askMachine)
  const { value: devices } = useAnswer(askDevices)
  const [selection] = useHandedSelection()
  const failure = workspace.failure ?? machine.failure
  const { again: askAgain } = workspace
  const { again: askMachineAgain } = machine
  const again = useCallback(() => {
    askAgain()
    askMachineAgain()
  }, [askAgain, askMachineAgain])
  const supplies = useMemo<Supplies | null>(
    () =>
      workspace.value && machine.value
        ? {
            ...workspace.value,
            selection,
            models: machine.value.models,
            device: devices?.chosen ?? { provider: 'auto', precision: 'auto' },
          }
        : null,
    [workspace.value, machine.value, devices, selection],
  )
  return { supplies, presets: machine.value?.presets ?? [], devices: devices?.devices ?? [], failure, again }
}
