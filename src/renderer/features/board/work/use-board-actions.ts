import { useState } from 'react'
import type { Board } from '../../../../shared/boards.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'
import { api } from '../../../api.ts'
import type { useAction } from '../../../application/action.ts'
import { useAnnounce } from '../../../shell/announcements/announcements.tsx'
import { conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import type { BoardWork } from './board-work.ts'

/** References at most that one suggestion adds to a column; it mostly ends sooner, where nothing is left to cover. */
const SUGGESTED = 8

/** What came of a suggestion in columns where it added nothing. */
export type ColumnNotes = Readonly<Partial<Record<PickCondition, string>>>

interface Placed {
  readonly images: readonly number[]
  /** How many of the other pictures of the column come before; without it, at the end. */
  readonly position?: number
}

export interface BoardActions {
  readonly notes: ColumnNotes
  readonly isSuggesting: boolean
  /** Why nothing can be suggested, in a sentence. */
  readonly suggestBlocked: string | undefined
  /** Each resolves to the board as it is then; null where it was not done. */
  readonly put: (condition: PickCondition, placed: Placed) => Promise<Board | null>
  readonly take: (condition: PickCondition, images: readonly number[]) => Promise<Board | null>
  readonly move: (from: PickCondition, to: PickCondition, placed: Placed) => Promise<Board | null>
  readonly step: (direction: 'undo' | 'redo') => Promise<Board | null>
  /** Fills columns with what covers them best, as one step. */
  readonly suggest: (conditions: readonly PickCondition[]) => Promise<void>
}

interface Surroundings {
  readonly work: BoardWork
  readonly board: Board
  /** Ids of the sources that are the content. */
  readonly contents: readonly number[]
  readonly run: ReturnType<typeof useAction>['run']
}

/** What a person does to the columns of the board. */
export function useBoardActions({ work, board: { id: board, undo, redo }, contents, run }: Surroundings): BoardActions {
  const announce = useAnnounce()
  const [notes, setNotes] = useState<ColumnNotes>({})
  const [isSuggesting, setIsSuggesting] = useState(false)

  const change = async (act: () => Promise<Board>, done: string): Promise<Board | null> => {
    setNotes({})
    let changed: Board | null = null
    await run(async () => {
      changed = await work.change(act)
    }, done)
    return changed
  }
  const pictures = (images: readonly number[]) => counted(images.length, 'picture')
  const suggest = async (conditions: readonly PickCondition[]) => {
    const request = { board, contents: { sources: contents }, conditions, count: SUGGESTED }
    const suggestions = await api.boards.suggest(request)
    const columns = suggestions.flatMap(({ condition, references }) =>
      references.length === 0 ? [] : [{ condition, images: references.map(({ image }) => image) }],
    )
    if (columns.length > 0) await work.change(() => api.boards.fill({ board, columns }))
    const filled = new Set(columns.map(({ condition }) => condition))
    const nothing = conditions.filter((condition) => !filled.has(condition))
    setNotes(Object.fromEntries(nothing.map((condition) => [condition, 'No other labelled picture covers more.'])))
    announce(suggestedInWords(columns))
  }
  return {
    notes,
    isSuggesting,
    suggestBlocked:
      contents.length === 0
        ? 'Suggestions cover the classes of your content: choose labelled frames first.'
        : undefined,
    put: (condition, placed) =>
      change(() => api.boards.put({ board, condition, ...placed }), `${pictures(placed.images)} put on ${condition}.`),
    take: (condition, images) =>
      change(() => api.boards.take({ board, condition, images }), `${pictures(images)} taken off ${condition}.`),
    move: (from, to, placed) =>
      change(
        () => api.boards.move({ board, from, to, ...placed }),
        from === to ? `${pictures(placed.images)} moved.` : `${pictures(placed.images)} moved to ${to}.`,
      ),
    step: (direction) => {
      const words = direction === 'undo' ? undo : redo
      if (words === null) return Promise.resolve(null)
      const done = `${direction === 'undo' ? 'Taken back' : 'Done again'}: ${words}.`
      return change(() => api.boards[direction]({ board }), done)
    },
    suggest: async (conditions) => {
      setNotes({})
      setIsSuggesting(true)
      await run(() => suggest(conditions))
      setIsSuggesting(false)
    },
  }
}

function suggestedInWords(
  columns: readonly { readonly condition: PickCondition; readonly images: readonly number[] }[],
) {
  if (columns.length === 0) return 'No other labelled picture covers more.'
  const each = columns.map(
    ({ condition, images }) =>
      `${counted(images.length, 'reference')} added to ${conditionNames[condition].toLowerCase()}`,
  )
  return `${each.join(', ')}.`
}
