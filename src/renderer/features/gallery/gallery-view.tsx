import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import { useAnnounce } from '../../shell/announcements/announcements.tsx'
import { useKeys } from '../../shell/keys/keys.tsx'
import { useWindowWidth } from '../../shell/media-query.ts'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { count, counted } from '../../ui/format/numbers.ts'
import { pairOfSelection, useTuneWith } from '../tuning/pair/tune-with.ts'
import { EmptyGallery } from './empty-gallery.tsx'
import { FilterPane } from './filter/filter-pane.tsx'
import { GalleryHeader } from './gallery-header.tsx'
import { boardKeys, gridKeys } from './gallery-keys.ts'
import styles from './gallery.module.css'
import { rowOf, scrollTopShowing, type GridGeometry } from './grid/geometry.ts'
import { PictureGrid } from './grid/picture-grid.tsx'
import { useElementSize } from './grid/use-element-size.ts'
import { useGeometry } from './grid/use-geometry.ts'
import type { ListState, PictureList } from './list/picture-list.ts'
import { SelectionBar } from './selection/selection-bar.tsx'
import { useSelecting, type Selecting } from './selection/use-selecting.ts'
import type { GallerySettings } from './settings/gallery-settings.ts'
import type { Gallery } from './use-gallery.ts'

/** Header, filters, grid and what can be done with the selection. */
export function GalleryView({ gallery, settings }: { gallery: Gallery; settings: GallerySettings }) {
  const { list, counts, sources, selection, board, remembered } = gallery
  const { filter } = settings
  const { total, failure } = useListState(list)
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const size = useElementSize(scroller)
  const geometry = useGeometry(size?.width, settings.tileWidth)
  const viewHeight = size?.height ?? 0
  const selecting = useSelecting({
    list,
    total: total ?? 0,
    geometry,
    viewHeight,
    selection,
    onSelection: gallery.onSelection,
    onFailure: gallery.fail,
  })
  const openLoupe = useLoupe()
  const tuneWith = useTuneWith()
  const tune = () =>
    void pairOfSelection(selection.images, selection.cursor?.image ?? null).then(tuneWith, gallery.fail)
  const onFilter = (next: typeof filter) => remembered.change({ filter: next })
  const drawer = useFilterDrawer()
  useFocusOnReturn(scroller, selecting)
  useCursorInView(scroller, geometry, selecting)
  useTotalAnnouncements(list, total, counts?.present ?? null)
  useGalleryKeys(gallery, selecting, { onReveal: (index) => reveal(scroller, geometry, index), openLoupe, tune })

  const example = selection.cursor?.image ?? [...selection.images].at(0)
  const isEmpty = total === 0 && list !== null
  return (
    <>
      <GalleryHeader
        settings={settings}
        onSettings={(part) => remembered.change(part)}
        sources={sources}
        total={total}
        present={counts?.present ?? null}
        onFilters={drawer.open}
      />
      <div className={styles.columns}>
        <FilterPane
          filter={filter}
          onFilter={onFilter}
          counts={counts}
          settings={settings}
          onSettings={(part) => remembered.change(part)}
          sources={sources}
          drawer={drawer.pane}
        />
        <div className={styles.pictures}>
          <Troubles gallery={gallery} failure={failure?.message} />
          {isEmpty && <EmptyGallery filter={filter} sources={sources} counts={counts} onFilter={onFilter} />}
          {!isEmpty && (
            <PictureGrid
              list={list}
              total={total ?? 0}
              geometry={geometry}
              viewHeight={viewHeight}
              scroller={scroller}
              onScroller={setScroller}
              selecting={selecting}
              board={board}
              onOpen={(index) => openLoupe(list?.at(index)?.id)}
              onPlace={(place) => remembered.rememberPlace(place)}
            />
          )}
          {selection.images.size > 0 && (
            <SelectionBar
              images={selection.images}
              board={board}
              onPut={gallery.put}
              similarBlocked={whyNotSimilar(list, selecting)}
              onSimilar={() =>
                example && remembered.change({ sort: { by: 'similarity', image: example, descending: true } })
              }
              onTune={tune}
              onClear={selecting.clear}
            />
          )}
        </div>
      </div>
    </>
  )
}

const nothing: ListState = { total: null, failure: null, moves: 0 }
const nothingToHear = () => () => undefined

const useListState = (list: PictureList | null): ListState =>
  useSyncExternalStore(list?.subscribe ?? nothingToHear, list?.state ?? (() => nothing))

/** Opens a picture in the loupe. */
function useLoupe(): (image: number | null | undefined) => void {
  const { go } = useNavigation()
  return (image) => {
    if (typeof image === 'number') go({ screen: 'gallery', path: ['loupe'], query: { image: String(image) } })
  }
}

/** Narrow windows have the filters in a drawer. */
function useFilterDrawer() {
  const [isOpen, setIsOpen] = useState(false)
  const isNarrow = useWindowWidth() === 'narrow'
  return {
    open: isNarrow ? () => setIsOpen(true) : undefined,
    pane: isNarrow ? { isOpen, onClose: () => setIsOpen(false) } : undefined,
  }
}

function reveal(scroller: HTMLElement | null, geometry: GridGeometry | null, index: number | null): void {
  if (!scroller || !geometry || index === null) return
  scroller.scrollTo({ top: scrollTopShowing(index, scroller.scrollTop, scroller.clientHeight, geometry) })
}

/** Back from the loupe the focus is where the keys act. */
function useFocusOnReturn(scroller: HTMLElement | null, { selection }: Selecting): void {
  const focus = useEffectEvent(() => {
    if (selection.cursor) scroller?.focus({ preventScroll: true })
  })
  useEffect(() => focus(), [scroller])
}

/** The selection bar makes the grid lower: the picture that was just selected stays in view. */
function useCursorInView(scroller: HTMLElement | null, geometry: GridGeometry | null, { selection }: Selecting): void {
  const hasBar = selection.images.size > 0
  const show = useEffectEvent(() => {
    const index = selection.cursor?.index
    if (!scroller || !geometry || index === undefined) return
    const firstRow = Math.floor(scroller.scrollTop / geometry.rowHeight)
    const lastRow = Math.ceil((scroller.scrollTop + scroller.clientHeight) / geometry.rowHeight)
    const row = rowOf(index, geometry)
    if (row >= firstRow && row <= lastRow) reveal(scroller, geometry, index)
  })
  useEffect(() => {
    if (hasBar) show()
  }, [hasBar])
}

function useTotalAnnouncements(list: PictureList | null, total: number | null, present: number | null): void {
  const announce = useAnnounce()
  const tell = useEffectEvent(() => {
    if (total !== null) announce(`${count(total)} of ${counted(present ?? total, 'picture')}.`)
  })
  useEffect(() => tell(), [list])
}

interface KeyActions {
  readonly onReveal: (index: number | null) => void
  readonly openLoupe: (image: number | null | undefined) => void
  readonly tune: () => void
}

function useGalleryKeys(gallery: Gallery, selecting: Selecting, { onReveal, openLoupe, tune }: KeyActions): void {
  const { selection } = selecting
  useKeys('Gallery', [
    ...gridKeys({
      move: (key, how) => onReveal(selecting.move(key, how)),
      toggleCursor: selecting.toggleCursor,
      selectAll: selecting.all,
      clearSelection: selecting.clear,
      openLoupe: () => openLoupe(selection.cursor?.image ?? gallery.list?.at(gallery.list.place.index)?.id),
    }),
    { keys: 't', words: 'Tune the picture, or the two that are selected', onPress: tune },
    ...boardKeys((condition) => gallery.put(condition, [...selection.images]), gallery.step),
  ])
}

/** What went wrong: that the list cannot be had, or something that was done. */
function Troubles({ gallery, failure }: { gallery: Gallery; failure: string | undefined }) {
  const { trouble, onTrouble, list } = gallery
  if (failure === undefined && trouble === null) return null
  return (
    <div className={styles.trouble}>
      {failure !== undefined && (
        <ErrorBanner what={failure} action={{ label: 'Try again', onClick: () => void list?.refresh() }} />
      )}
      {trouble !== null && <ErrorBanner what={trouble} onDismiss={() => onTrouble(null)} />}
    </div>
  )
}

function whyNotSimilar(list: PictureList | null, { selection }: Selecting): string | undefined {
  const row = selection.cursor && list?.at(selection.cursor.index)
  if (!row) return undefined
  if (!row.labelled) return 'It has no label, so it cannot be compared by its classes.'
  return row.reading === 'done' ? undefined : 'Its label was not read yet. Look again when its source is read.'
}
