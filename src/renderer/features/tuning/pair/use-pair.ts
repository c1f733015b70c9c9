import { useCallback, useEffect } from 'react'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { SourceSummary } from '../../../../shared/gallery.ts'
import { CURRENT_BOARD } from '../../../../shared/preferences.ts'
import type { Pair } from '../../../../shared/tuning.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { useRevision } from '../../../application/live.tsx'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { useStoredState, type Parse } from '../../../shell/stored-state.ts'
import { contentSources } from '../../board/work/contents.ts'
import type { TunedPair } from '../use-tuning.ts'

interface KeptPair {
  readonly content: number | null
  readonly reference: number | null
}

const asPair: Parse<KeptPair> = (stored) => {
  const { content, reference } = stored as KeptPair
  return { content: idOf(content), reference: idOf(reference) }
}
const idOf = (value: unknown): number | null => (Number.isInteger(value) && Number(value) > 0 ? Number(value) : null)

/** The pair of the place, else the last one that was tuned, else what suggests itself; null while or where there is none. */
export function usePair(sources: readonly SourceSummary[] | undefined) {
  const { place, go } = useNavigation()
  const revision = useRevision()
  const [kept, keep] = useStoredState<KeptPair>('tuning/pair', { content: null, reference: null }, asPair)
  const asked = { content: idOf(Number(place.query['content'])), reference: idOf(Number(place.query['reference'])) }
  const known = { content: asked.content ?? kept.content, reference: asked.reference ?? kept.reference }
  const isWanting = known.content === null || known.reference === null
  const ask = useCallback(
    () => (isWanting && sources ? suggestedPair(sources) : Promise.resolve(null)),
    [isWanting, sources],
  )
  const { value: suggested } = useAnswer(ask, revision)
  const content = known.content ?? suggested?.content ?? null
  const reference = known.reference ?? suggested?.reference ?? null
  const contentDetail = useDetail(content, revision)
  const referenceDetail = useDetail(reference, revision)

  useEffect(() => {
    if (content !== null && reference !== null && (kept.content !== content || kept.reference !== reference))
      keep({ content, reference })
  }, [content, reference, kept, keep])

  const pair: TunedPair | null =
    content === null || reference === null
      ? null
      : { content, reference, contentDetail: contentDetail.value, referenceDetail: referenceDetail.value }
  return {
    pair,
    failure: contentDetail.failure ?? referenceDetail.failure,
    isKnown: !isWanting || suggested !== undefined,
    choose: (part: Partial<Pair>) => {
      const next = { content, reference, ...part }
      keep(next)
      const ids = Object.entries(next).filter(([, id]) => id !== null)
      const query = { ...place.query, ...Object.fromEntries(ids.map(([key, id]) => [key, String(id)])) }
      go({ screen: 'tuning', path: place.path, query })
    },
  }
}

function useDetail(image: number | null, revision: number) {
  const ask = useCallback(
    (signal: AbortSignal) => (image === null ? Promise.resolve(null) : api.gallery.image({ image }, { signal })),
    [image],
  )
  const { value, failure } = useAnswer(ask, revision)
  return { value: value?.id === image ? value : null, failure }
}

/** The first labelled frame, and the first reference on the board or in adverse weather. */
async function suggestedPair(sources: readonly SourceSummary[]): Promise<KeptPair> {
  const contents = contentSources(sources, null).map(({ id }) => id)
  const content = contents.length > 0 ? await firstOf({ sources: contents, labelled: true }) : null
  return { content, reference: (await firstOnBoard()) ?? (await firstOf({ conditions: pickConditions })) }
}

async function firstOf(filter: Parameters<typeof api.gallery.page>[0]['filter']): Promise<number | null> {
  const { rows } = await api.gallery.page({
    filter,
    sort: { by: 'name', descending: false },
    from: { offset: 0 },
    limit: 1,
  })
  return rows[0]?.id ?? null
}

async function firstOnBoard(): Promise<number | null> {
  const board = await currentBoard()
  const columns = board ? pickConditions.map((condition) => board.columns[condition]) : []
  return columns.flat().find(({ missing }) => !missing)?.id ?? null
}

/** The board that is worked on; null where there is none. */
export async function currentBoard() {
  const [boards, chosen] = await Promise.all([
    api.boards.list(),
    api.application.preference({ key: CURRENT_BOARD }).catch(() => null),
  ])
  const board = boards.find(({ id }) => id === chosen) ?? boards[0]
  return board ? api.boards.get({ board: board.id }) : null
}
