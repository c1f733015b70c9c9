import type { BoardName } from '../../../../shared/boards.ts'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { GalleryFilter, PickCondition, SourceSummary } from '../../../../shared/gallery.ts'
import type { DeviceSetting, ModelEntry } from '../../../../shared/machine.ts'
import { demonstration, paper } from '../../../../shared/presets.ts'
import type { PlanRequestInput } from '../../../../shared/runs.ts'
import { contentSources } from '../../board/work/contents.ts'
import { referencesOn } from '../../board/work/board-names.ts'
import type { PlanDraft, PresetChoice } from './plan-draft.ts'

/** What there is to plan with. */
export interface Supplies {
  readonly boards: readonly BoardName[]
  /** The board that is worked on at the style board. */
  readonly currentBoard: number | null
  readonly sources: readonly SourceSummary[]
  /** Of the gallery, with how many labelled pictures it shows. */
  readonly gallery: { readonly filter: GalleryFilter; readonly labelled: number }
  /** Pictures that were handed over from the gallery. */
  readonly selection: readonly number[]
  readonly models: readonly ModelEntry[]
  readonly device: DeviceSetting
}

/** A draft with everything that it leaves open filled in. */
export interface PlanChoices {
  readonly name: string
  readonly board: BoardName | null
  /** Columns that have references and are taken. */
  readonly conditions: readonly PickCondition[]
  readonly references: number
  readonly contents: Exclude<PlanDraft['contents'], null> | null
  /** Labelled pictures of the contents. */
  readonly available: number
  readonly perReference: number
  readonly model: ModelEntry | null
  readonly device: DeviceSetting
  readonly presetOf: (condition: PickCondition) => PresetChoice
}

/** Contents for each reference where a person said nothing. */
const USUAL_PER_REFERENCE = 100

/** What a draft comes to with what there is. */
export function planChoices(draft: PlanDraft, supplies: Supplies): PlanChoices {
  const board = chosenBoard(draft, supplies)
  const conditions = pickConditions.filter(
    (condition) => (board?.references[condition] ?? 0) > 0 && !draft.leftOut.includes(condition),
  )
  const references = conditions.reduce((sum, condition) => sum + (board?.references[condition] ?? 0), 0)
  const contents = chosenContents(draft, supplies)
  const available = availableOf(contents, supplies)
  const { models } = supplies
  const model = models.find(({ id }) => id === draft.model) ?? models.find(({ chosen }) => chosen) ?? models[0] ?? null
  const usual: PresetChoice = { preset: model && !model.demonstration ? paper.name : demonstration.name }
  const largest = Math.max(1, ...conditions.map((condition) => board?.references[condition] ?? 0))
  return {
    name: draft.name ?? board?.name ?? 'Run',
    board,
    conditions,
    references,
    contents,
    available,
    perReference: draft.perReference ?? usualPerReference(draft, available, largest),
    model,
    device: draft.device ?? supplies.device,
    presetOf: (condition) => draft.presets[condition] ?? usual,
  }
}

function chosenBoard({ board }: PlanDraft, { boards, currentBoard }: Supplies): BoardName | null {
  const filled = boards.filter((each) => referencesOn(each) > 0)
  return (
    boards.find(({ id }) => id === board) ??
    filled.find(({ id }) => id === currentBoard) ??
    filled[0] ??
    boards[0] ??
    null
  )
}

function chosenContents({ contents }: PlanDraft, { sources, selection }: Supplies): PlanChoices['contents'] {
  if (contents === 'gallery' || (contents === 'selection' && selection.length > 0)) return contents
  const named = typeof contents === 'object' && sources.find(({ id }) => id === contents?.source)
  const [source] = named
    ? [named]
    : [...contentSources(sources, null), ...sources.filter(({ labelled }) => labelled > 0)]
  return source ? { source: source.id } : null
}

function availableOf(contents: PlanChoices['contents'], { gallery, selection, sources }: Supplies): number {
  if (contents === null) return 0
  if (contents === 'gallery') return gallery.labelled
  if (contents === 'selection') return selection.length
  return sources.find(({ id }) => id === contents.source)?.labelled ?? 0
}

/** As many as there are, up to a number that is done in a day. Sampling starts anew with each condition. */
function usualPerReference({ strategy }: PlanDraft, available: number, references: number): number {
  const isOnce = strategy === 'ordered' || strategy === 'uniform'
  return Math.max(1, Math.min(USUAL_PER_REFERENCE, isOnce ? Math.floor(available / references) : available))
}

export type Planned = { readonly request: PlanRequestInput } | { readonly blocked: string }

/** What is asked of the application, or what is missing for it. */
export function planRequest(draft: PlanDraft, choices: PlanChoices, supplies: Supplies): Planned {
  const { name, board, conditions, contents, perReference, model, device, presetOf } = choices
  if (!board) return { blocked: 'There is no style board yet. Make one and put references on it.' }
  if (conditions.length === 0)
    return {
      blocked:
        draft.leftOut.length > 0
          ? 'No condition with references is taken. Tick one.'
          : `The style board ${board.name} has no references yet. Put some on it.`,
    }
  if (contents === null)
    return { blocked: 'There is no labelled content yet. Add a folder with labels in the library.' }
  if (!model) return { blocked: 'There is no model. Add one at Machine.' }
  if (name.trim() === '') return { blocked: 'The run has no name. Give it one.' }
  const { strategy, seed, temperature, minPixels, size, afterCrash } = draft
  return {
    request: {
      name: name.trim(),
      board: board.id,
      conditions,
      contents:
        contents === 'gallery'
          ? { filter: supplies.gallery.filter }
          : contents === 'selection'
            ? { images: supplies.selection }
            : { sources: [contents.source] },
      sampling: { strategy, perReference, seed, temperature, minPixels },
      presets: Object.fromEntries(conditions.map((condition) => [condition, presetOf(condition)])),
      model: model.demonstration ? null : model.path,
      ...device,
      ...(size && { size }),
      afterCrash,
    },
  }
}
