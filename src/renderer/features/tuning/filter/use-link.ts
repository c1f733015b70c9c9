import { useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react'
import { classNames, type TrainId } from '../../../../shared/labels.ts'
import { measure } from '../../../ui/format/numbers.ts'
import { classAtPlace, type ClassMaps } from './class-table.ts'
import { middleOf, placeAt, steppedPlace } from './geometry.ts'
import type { LinkEnd } from './link-line.tsx'
import { partnerOf, type Kept, type Places } from './places.ts'

interface LinkOptions {
  readonly places: Places | null
  readonly kept: Kept | null
  readonly maps: ClassMaps | null
}

/** The place that is pointed at or pinned, and the one of the reference that it attends to. */
export interface Link {
  readonly ends: { readonly from: LinkEnd; readonly to: LinkEnd; readonly words: string } | null
  /** The same for those who do not see the line. */
  readonly sentence: string | null
  readonly setContent: (box: HTMLElement | null) => void
  readonly setReference: (box: HTMLElement | null) => void
  readonly handlers: {
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerLeave: () => void
    readonly onClick: (event: MouseEvent<HTMLElement>) => void
    readonly onKeyDown: (event: KeyboardEvent) => void
  }
}

/** Follows the pointer until a click pins the line; arrows move it from place to place, Escape takes it away. */
export function useLink({ places, kept, maps }: LinkOptions): Link {
  const [content, setContent] = useState<HTMLElement | null>(null)
  const [reference, setReference] = useState<HTMLElement | null>(null)
  const [pointed, setPointed] = useState<{ readonly place: number; readonly isPinned: boolean } | null>(null)
  const total = places ? places.rows * places.columns : 0
  const place = pointed && pointed.place < total ? pointed.place : null

  const at = ({ currentTarget, clientX, clientY }: MouseEvent<HTMLElement>): number | null => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect()
    return places && placeAt({ x: (clientX - left) / width, y: (clientY - top) / height }, places)
  }
  const handlers: Link['handlers'] = {
    onPointerMove: (event) => {
      if (pointed?.isPinned) return
      const under = at(event)
      if (under !== pointed?.place) setPointed(under === null ? null : { place: under, isPinned: false })
    },
    onPointerLeave: () => !pointed?.isPinned && setPointed(null),
    onClick: (event) => {
      const under = at(event)
      const isSame = pointed?.isPinned === true && pointed.place === under
      setPointed(under === null || isSame ? null : { place: under, isPinned: true })
    },
    onKeyDown: (event) => {
      if (!places) return
      if (event.key === 'Escape' && pointed) setPointed(null)
      else if (event.key.startsWith('Arrow')) {
        const from = place ?? Math.floor(places.rows / 2) * places.columns + Math.floor(places.columns / 2)
        setPointed({ place: place === null ? from : steppedPlace(from, event.key, places), isPinned: true })
      } else return
      event.preventDefault()
    },
  }
  const facts = place !== null && places && kept && linkFacts(place, places, kept, maps)
  return {
    ends:
      facts && content && reference
        ? {
            from: { box: content, at: facts.from, trainId: facts.fromClass },
            to: { box: reference, at: facts.to, trainId: facts.toClass },
            words: facts.words,
          }
        : null,
    sentence: facts ? facts.sentence : null,
    setContent,
    setReference,
    handlers,
  }
}

function linkFacts(place: number, places: Places, kept: Kept, maps: ClassMaps | null) {
  const partner = partnerOf(places, place)
  const similarity = measure(places.similarity[place]! / places.highest)
  const isKept = kept.mask[place] === 1
  const fromClass = maps && classAtPlace(maps.content, maps, places, place)
  const toClass = maps && classAtPlace(maps.reference, maps, partner, partner.place)
  const state = isKept ? 'kept' : 'restyled'
  const { entries } = places
  const often = entries.length > 1 ? ` · ${partner.times} of ${partner.of} agree` : ''
  return {
    from: middleOf(place, places),
    to: middleOf(partner.place, partner),
    fromClass,
    toClass,
    words: `similarity ${similarity} · ${state}${often}`,
    sentence: `${named(fromClass)}, similarity ${similarity}, ${state}; attends to ${named(toClass)} of the reference.`,
  }
}

const named = (trainId: TrainId | null): string => (trainId === null ? 'a place of no class' : classNames[trainId])
