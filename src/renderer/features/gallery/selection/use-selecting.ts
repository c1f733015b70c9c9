import { useState } from 'react'
import type { GridGeometry } from '../grid/geometry.ts'
import { isInBand, type Band } from '../grid/rubber-band.ts'
import type { PictureList } from '../list/picture-list.ts'
import type { Span } from '../list/page-plan.ts'
import { movedIndex, type GridShape } from './cursor-moves.ts'
import {
  allSelected,
  cleared,
  drawnTo,
  extendedTo,
  movedCursor,
  onlySpot,
  rangeTo,
  toggledSpot,
  type Selection,
  type Spot,
} from './selection.ts'

/** Selecting in a list, by pointer and by keys. What is not here yet is asked for and selected when it is. */
export interface Selecting {
  readonly selection: Selection
  readonly only: (index: number) => void
  readonly toggle: (index: number) => void
  /** From the anchor to a place; `isMore` keeps what was selected. */
  readonly extendTo: (index: number, isMore: boolean) => void
  /** By an arrow or another moving key; the place that it comes to. */
  readonly move: (key: string, how: 'select' | 'extend' | 'walk') => number | null
  readonly toggleCursor: () => void
  readonly all: () => void
  readonly clear: () => void
  /** The pictures that a band touches; none clear the selection. */
  readonly takeBand: (band: Band | null, isMore: boolean) => void
}

/** What is asked of a list that can be selected in. */
export interface SelectableList extends Pick<PictureList, 'ids' | 'idsHere'> {
  readonly place: Pick<PictureList['place'], 'index'>
  at(index: number): { readonly id: number } | undefined
}

interface SelectingOptions {
  readonly list: SelectableList | null
  readonly total: number
  readonly geometry: GridGeometry | null
  readonly viewHeight: number
  readonly selection: Selection
  readonly onSelection: (change: (selection: Selection) => Selection) => void
  readonly onFailure: (error: unknown) => void
}

export function useSelecting(options: SelectingOptions): Selecting {
  const { list, total, geometry, viewHeight, selection, onSelection, onFailure } = options
  const [asking, setAsking] = useState<AbortController | null>(null)

  /** At once where the ids are here; else when they come, unless another selection was made meanwhile. */
  const withIds = (span: Span, change: (selection: Selection, ids: readonly number[]) => Selection) => {
    asking?.abort()
    const here = list?.idsHere(span)
    if (here) return onSelection((before) => change(before, here))
    const next = new AbortController()
    setAsking(next)
    list?.ids(span, next.signal).then(
      (ids) => next.signal.aborted || onSelection((before) => change(before, ids)),
      (error: unknown) => next.signal.aborted || onFailure(error),
    )
  }
  const spotAt = (index: number): Spot => ({ index, image: list?.at(index)?.id ?? null })
  const only = (index: number) => {
    onSelection(() => onlySpot(spotAt(index)))
    withIds({ from: index, to: index + 1 }, (_, [image = null]) => onlySpot({ index, image }))
  }
  const walk = (index: number) => {
    onSelection((before) => movedCursor(before, spotAt(index)))
    withIds({ from: index, to: index + 1 }, (before, [image = null]) => movedCursor(before, { index, image }))
  }
  const extendTo = (index: number, isMore: boolean) => {
    const range = rangeTo(selection, index)
    const base = isMore ? selection.images : undefined
    onSelection((before) => drawnTo(before, spotAt(index)))
    withIds(range, (before, ids) => extendedTo(before, { index, image: ids[index - range.from] ?? null }, ids, base))
  }
  const toggle = (index: number) => onSelection((before) => toggledSpot(before, spotAt(index)))

  return {
    selection,
    only,
    toggle,
    extendTo,
    move: (key, how) => {
      if (!geometry || total === 0) return null
      const before = selection.cursor?.index
      const place = list?.place.index ?? 0
      const index = before === undefined ? place : movedIndex(key, before, shapeOf(geometry, viewHeight, total))
      if (how === 'select') only(index)
      else if (how === 'walk') walk(index)
      else extendTo(index, false)
      return index
    },
    toggleCursor: () => selection.cursor && toggle(selection.cursor.index),
    all: () => withIds({ from: 0, to: total }, allSelected),
    clear: () => {
      asking?.abort()
      onSelection(cleared)
    },
    takeBand: (band, isMore) => {
      if (!geometry) return
      const base = isMore ? selection.images : new Set<number>()
      if (!band) return onSelection((before) => (isMore ? before : cleared(before)))
      const span = { from: band.firstRow * geometry.columns, to: (band.lastRow + 1) * geometry.columns }
      withIds({ from: Math.min(span.from, total), to: Math.min(span.to, total) }, (before, ids) => ({
        ...before,
        images: new Set([...base, ...ids.filter((_, place) => isInBand(band, span.from + place, geometry.columns))]),
      }))
    },
  }
}

const shapeOf = (geometry: GridGeometry, viewHeight: number, total: number): GridShape => ({
  columns: geometry.columns,
  rowsInView: Math.max(1, Math.floor(viewHeight / geometry.rowHeight)),
  total,
})
