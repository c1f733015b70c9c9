import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { FacetCounts, GalleryFilter, PickCondition } from '../../../shared/gallery.ts'
import { api, failureOf } from '../../api.ts'
import { useAnswer } from '../../application/answer.ts'
import { useRevision } from '../../application/live.tsx'
import { useAnnounce } from '../../shell/announcements/announcements.tsx'
import { counted } from '../../ui/format/numbers.ts'
import { MAX_PUT, placedBoard, stepBoard, toggleOnBoard, type PlacedBoard } from './board/put-on-board.ts'
import { BoardWork } from '../board/work/board-work.ts'
import type { SourceNames } from './filter/filter-words.ts'
import type { PictureList } from './list/picture-list.ts'
import { ShownList } from './list/shown-list.ts'
import { narrowedTo, nothingSelected, relocated, type Selection } from './selection/selection.ts'
import type { GallerySettings } from './settings/gallery-settings.ts'
import { RememberedSettings } from './settings/remembered-settings.ts'

/** What the grid and the loupe look at, and what can be done with it. */
export interface Gallery {
  /** Null before they are loaded. */
  readonly settings: GallerySettings | null
  readonly remembered: RememberedSettings
  /** Null before its first rows are there. */
  readonly list: PictureList | null
  readonly counts: FacetCounts | null
  readonly sources: SourceNames
  /** Of the catalog. */
  readonly revision: number
  readonly selection: Selection
  readonly onSelection: ChangeSelection
  readonly board: PlacedBoard | null
  /** Puts pictures on a column of the board, or takes them off where all are on it. */
  readonly put: (condition: PickCondition, images: readonly number[]) => void
  readonly step: (direction: 'undo' | 'redo') => void
  /** A sentence about what went wrong last. */
  readonly trouble: string | null
  readonly onTrouble: (trouble: string | null) => void
  readonly fail: (error: unknown) => void
}

export function useGallery(): Gallery {
  const [remembered] = useState(() => new RememberedSettings(api.application))
  const [shown] = useState(() => new ShownList(api.gallery, failureOf))
  const [selection, setSelection] = useState(nothingSelected)
  const [trouble, setTrouble] = useState<string | null>(null)
  const settings = useSyncExternalStore(remembered.subscribe, remembered.current)
  const list = useSyncExternalStore(shown.subscribe, shown.current)
  const revision = useRevision()
  const fail = useCallback((error: unknown) => {
    const { code, message } = failureOf(error)
    if (code !== 'cancelled') setTrouble(message)
  }, [])

  useEffect(() => {
    const flush = () => remembered.flush()
    void remembered.load()
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [remembered])
  useShownList(shown, remembered, settings)
  useCatalogChanges(list, revision)
  useSelectionInList(list, selection, setSelection)
  const counts = useFacets(settings?.filter, revision)
  const board = useBoard(revision, setTrouble, fail)
  const sources = useMemo(() => new Map(counts?.sources.map(({ source, name }) => [source, name])), [counts])
  return {
    settings,
    remembered,
    list,
    counts,
    sources,
    revision,
    selection,
    onSelection: setSelection,
    ...board,
    trouble,
    onTrouble: setTrouble,
    fail,
  }
}

/** Asks for the list of the filter and order that are set. */
function useShownList(shown: ShownList, remembered: RememberedSettings, settings: GallerySettings | null): void {
  const question = settings && JSON.stringify([settings.filter, settings.sort])
  const ask = useEffectEvent(() => {
    const { filter, sort, place } = remembered.current()!
    void shown.ask({ filter, sort }, place)
  })
  useEffect(() => {
    if (question !== null) ask()
  }, [question])
  useEffect(() => () => shown.close(), [shown])
}

type ChangeSelection = (change: (selection: Selection) => Selection) => void

/** Indexing changes the catalog all the time; the list follows at most so often. */
const FOLLOW_MILLISECONDS = 1_500

/** Keeps the list up with the catalog. */
function useCatalogChanges(list: PictureList | null, revision: number): void {
  const seen = useRef(revision)
  const followedAt = useRef(0)
  const follow = useEffectEvent(() => {
    seen.current = revision
    followedAt.current = performance.now()
    list?.follow()
  })
  useEffect(() => {
    if (seen.current === revision) return undefined
    const wait = followedAt.current + FOLLOW_MILLISECONDS - performance.now()
    const timeout = setTimeout(follow, Math.max(0, wait))
    return () => clearTimeout(timeout)
  }, [revision])
}

/** Keeps the selection to what the list has, and the cursor with its picture. */
function useSelectionInList(list: PictureList | null, selection: Selection, onSelection: ChangeSelection): void {
  const moves = useSyncExternalStore(list?.subscribe ?? nothingToHear, () => list?.state().moves ?? 0)
  const narrow = useEffectEvent(async (signal: AbortSignal) => {
    if (!list || selection.images.size === 0) return
    const ids = new Set(await list.ids({ from: 0, to: list.state().total ?? 0 }, signal))
    if (!signal.aborted) onSelection((before) => narrowedTo(before, ids))
  })
  const relocate = useEffectEvent(async (signal: AbortSignal) => {
    const spots = [selection.cursor?.image, selection.anchor?.image].filter((image) => typeof image === 'number')
    if (!list || spots.length === 0) return
    const places = await Promise.all(
      [...new Set(spots)].map(async (image) => [image, await list.position(image, signal)] as const),
    )
    if (!signal.aborted) onSelection((before) => relocated(before, new Map(places)))
  })
  useEffect(() => {
    const leaving = new AbortController()
    // what cannot be had leaves the selection as it is
    narrow(leaving.signal).catch(() => undefined)
    return () => leaving.abort()
  }, [list])
  useEffect(() => {
    const leaving = new AbortController()
    relocate(leaving.signal).catch(() => undefined)
    return () => leaving.abort()
  }, [list, moves])
}

const nothingToHear = () => () => undefined

/** Counts for the facets; those before stay until the next are there. */
function useFacets(filter: GalleryFilter | undefined, revision: number): FacetCounts | null {
  const ask = useCallback(
    (signal: AbortSignal) => (filter ? api.gallery.facets({ filter }, { signal }) : Promise.resolve(undefined)),
    [filter],
  )
  return useAnswer(ask, revision).value ?? null
}

/** The board that the keys 1 to 4 put pictures on. */
function useBoard(
  revision: number,
  onTrouble: (trouble: string | null) => void,
  fail: (error: unknown) => void,
): Pick<Gallery, 'board' | 'put' | 'step'> {
  const [work] = useState(() => new BoardWork(api.boards, api.application))
  const board = useSyncExternalStore(work.subscribe, work.current)?.board ?? null
  const announce = useAnnounce()
  useEffect(() => {
    // until it is known pictures show what the catalog says; putting one on a board says what is wrong
    work.refresh().catch(() => undefined)
  }, [work, revision])

  const tell = (done: Promise<string | null>) => {
    done.then((sentence) => {
      onTrouble(null)
      if (sentence !== null) announce(sentence)
    }, fail)
  }
  return {
    board: useMemo(() => board && placedBoard(board), [board]),
    put: (condition, images) => {
      if (images.length === 0) return
      if (images.length <= MAX_PUT) tell(toggleOnBoard(work, api.boards, condition, images))
      else onTrouble(`At most ${counted(MAX_PUT, 'picture')} can be put on a board at once. Select fewer.`)
    },
    step: (direction) => tell(stepBoard(work, api.boards, direction)),
  }
}
