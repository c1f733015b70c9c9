import { conditions } from '../../../../src/shared/conditions.ts'
import {
  splitFacets,
  type BoardPick,
  type FacetCounts,
  type FilterPart,
  type GalleryFilter,
  type GallerySort,
} from '../../../../src/shared/gallery.ts'
import { trainIds, type TrainId } from '../../../../src/shared/labels.ts'
import { problemCodes } from '../../../../src/shared/problems.ts'
import type { SyntheticImage } from './synthetic-catalog.ts'

/**
 * The gallery as its documentation tells it, without a thought for speed: what the real one is compared with. It shares no code with it.
 */
export interface NaiveCatalog {
  readonly images: readonly SyntheticImage[]
  readonly picks: ReadonlyMap<number, readonly BoardPick[]>
}

/** Shares are known to 1/65,000, rounded up. */
const roundedShare = (share: number): number => Math.ceil(Number((share * 65_000).toFixed(6))) / 65_000
const roundedLuminance = (luminance: number): number => Math.round(luminance * 256) / 256

/** Of 19 classes and void; null where not known. */
export function sharesOf({ classPixels }: SyntheticImage): number[] | null {
  const total = classPixels?.reduce((sum, pixels) => sum + pixels, 0) ?? 0
  return total === 0 ? null : classPixels!.map((pixels) => roundedShare(pixels / total))
}

const folded = (text: string): string => text.toLowerCase().normalize('NFC')

type Check = (image: SyntheticImage, catalog: NaiveCatalog) => boolean

/** A check for each part of the filter that is given. */
function checksOf(filter: GalleryFilter): Map<FilterPart, Check> {
  const checks = new Map<FilterPart, Check>()
  const { sources, conditions: wantedConditions, splits, sequences, shares = [], luminance } = filter
  if (sources?.length) checks.set('sources', ({ source }) => sources.includes(source))
  if (wantedConditions?.length) checks.set('conditions', ({ condition }) => wantedConditions.includes(condition))
  if (splits?.length) checks.set('splits', ({ split }) => splits.includes(split ?? 'none'))
  if (sequences?.length)
    checks.set('sequences', ({ source, sequence }) =>
      sequences.some((wanted) => wanted.source === source && wanted.sequence === sequence),
    )
  for (const { trainId, min, max } of shares)
    checks.set(`share-${trainId}`, (image) => {
      const share = sharesOf(image)?.[trainId]
      return share !== undefined && share >= roundedShare(min) && share <= roundedShare(max)
    })
  if (luminance)
    checks.set('luminance', (image) => {
      const value = image.luminance === null ? null : roundedLuminance(image.luminance)
      return value !== null && value >= luminance.min && value <= luminance.max
    })
  return new Map([...checks, ...checksOfState(filter)])
}

function checksOfState({ problems, labelled, picked, missing = 'hidden', text = '' }: GalleryFilter) {
  const checks = new Map<FilterPart, Check>()
  if (problems === 'any' || problems === 'none')
    checks.set('problems', (image) => image.problems.length > 0 === (problems === 'any'))
  else if (problems?.length) checks.set('problems', (image) => image.problems.some((code) => problems.includes(code)))
  if (labelled !== undefined) checks.set('labelled', ({ labelPath }) => (labelPath !== null) === labelled)
  if (picked !== undefined)
    checks.set('picked', ({ id }, { picks }) => {
      const places = picks.get(id) ?? []
      if (typeof picked === 'string') return places.length > 0 === (picked === 'any')
      const { board, condition } = picked
      return places.some((place) => place.board === board && (condition ?? place.condition) === place.condition)
    })
  if (missing !== 'shown') checks.set('missing', (image) => image.missing === (missing === 'only'))
  const words = folded(text).split(/\s+/).filter(Boolean)
  if (words.length > 0) checks.set('text', ({ path }) => words.every((word) => folded(path).includes(word)))
  return checks
}

/** The images of a list in order. */
export function naiveList(catalog: NaiveCatalog, filter: GalleryFilter, sort: GallerySort): SyntheticImage[] {
  const checks = [...checksOf(filter).values()]
  const valueOfImage = valueOf(catalog, sort)
  const direction = sort.descending ? -1 : 1
  const byName = (a: SyntheticImage, b: SyntheticImage): number =>
    a.source - b.source || compareNaturally(a.path, b.path) || a.id - b.id
  return catalog.images
    .filter((image) => checks.every((check) => check(image, catalog)))
    .map((image) => ({ image, value: valueOfImage(image) }))
    .sort((a, b) => {
      if (sort.by === 'name') return direction * byName(a.image, b.image)
      const byId = a.image.id - b.image.id
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || byId
      return direction * (a.value - b.value) || byId
    })
    .map(({ image }) => image)
}

/** What the list is sorted by; null where it is not known. */
export function valueOf({ images }: NaiveCatalog, sort: GallerySort): (image: SyntheticImage) => number | null {
  switch (sort.by) {
    case 'name':
      return () => null
    case 'added':
      return ({ id }) => id
    case 'luminance':
      return ({ luminance }) => (luminance === null ? null : roundedLuminance(luminance))
    case 'class-share':
      return (image) => sharesOf(image)?.[sort.trainId] ?? null
    case 'similarity': {
      const target = profileOf(images.find(({ id }) => id === sort.image)!)!
      return (image) => {
        const profile = profileOf(image)
        if (!profile) return null
        const overlap = profile.reduce((sum, part, trainId) => sum + Math.min(part, target[trainId]!), 0)
        return Math.min(1, Math.round(overlap * 65_000) / 65_000)
      }
    }
  }
}

/** The square roots of the shares of the 19 classes, brought to a sum of 1 and rounded to 1/65,000; null where not known. */
function profileOf(image: SyntheticImage): number[] | null {
  if (!sharesOf(image)) return null
  const roots = image.classPixels!.slice(0, 19).map(Math.sqrt)
  const sum = roots.reduce((all, root) => all + root, 0)
  return roots.map((root) => (sum === 0 ? 0 : Math.round((root / sum) * 65_000) / 65_000))
}

/** Numbers by their value, everything else by code unit. */
export function compareNaturally(a: string, b: string): number {
  const tokens = (name: string): string[] => folded(name).match(/\d+|\D/gs) ?? []
  const [ofA, ofB] = [tokens(a), tokens(b)]
  for (let at = 0; at < Math.min(ofA.length, ofB.length); at++) {
    const [one, other] = [ofA[at]!, ofB[at]!]
    if (/^\d/.test(one) && /^\d/.test(other)) {
      if (BigInt(one) !== BigInt(other)) return BigInt(one) < BigInt(other) ? -1 : 1
    } else if (one[0] !== other[0]) return one.charCodeAt(0) - other.charCodeAt(0)
  }
  if (ofA.length !== ofB.length) return ofA.length - ofB.length
  return folded(a) < folded(b) ? -1 : Number(folded(a) > folded(b))
}

export function naiveFacets(
  catalog: NaiveCatalog,
  filter: GalleryFilter,
  sources: readonly { readonly id: number; readonly name: string }[],
): FacetCounts {
  const checks = checksOf(filter)
  const known = new Map<FilterPart | undefined, SyntheticImage[]>()
  const passing = (without?: FilterPart): SyntheticImage[] => {
    const parts = [...checks].filter(([part]) => part !== without)
    const found =
      known.get(without) ?? catalog.images.filter((image) => parts.every(([, check]) => check(image, catalog)))
    known.set(without, found)
    return found
  }
  const count = (part: FilterPart, counts: (image: SyntheticImage) => boolean): number =>
    passing(part).filter(counts).length
  const named = <Name extends string>(names: readonly Name[], counted: (name: Name) => number) =>
    Object.fromEntries(names.map((name) => [name, counted(name)])) as Record<Name, number>
  const isPicked = ({ id }: SyntheticImage): boolean => catalog.picks.has(id)
  const bin = (luminance: number): number => Math.floor(roundedLuminance(luminance) / 8)
  const total = passing().length
  return {
    total,
    present: catalog.images.filter(({ missing }) => !missing).length,
    sources: sources.map(({ id, name }) => ({
      source: id,
      name,
      count: count('sources', ({ source }) => source === id),
    })),
    conditions: named(conditions, (name) => count('conditions', ({ condition }) => condition === name)),
    splits: named(splitFacets, (name) => count('splits', ({ split }) => (split ?? 'none') === name)),
    labelled: {
      with: count('labelled', ({ labelPath }) => labelPath !== null),
      without: count('labelled', ({ labelPath }) => labelPath === null),
    },
    picked: { any: count('picked', isPicked), none: count('picked', (image) => !isPicked(image)) },
    problems: {
      ...named(problemCodes, (code) => count('problems', ({ problems }) => problems.includes(code))),
      any: count('problems', ({ problems }) => problems.length > 0),
      none: count('problems', ({ problems }) => problems.length === 0),
    },
    missing: count('missing', ({ missing }) => missing),
    classes: trainIds.map((trainId: TrainId) =>
      count(`share-${trainId}`, (image) => (sharesOf(image)?.[trainId] ?? 0) > 0),
    ),
    luminance: Array.from({ length: 32 }, (_, place) =>
      count('luminance', ({ luminance }) => luminance !== null && bin(luminance) === place),
    ),
    without: [...checks.keys()]
      .map((part) => ({ part, total: passing(part).length }))
      .filter((without) => without.total > total)
      .sort((a, b) => b.total - a.total || (a.part < b.part ? -1 : 1)),
  }
}
