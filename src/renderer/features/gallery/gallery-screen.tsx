import { pickConditions } from '../../../shared/conditions.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { Loupe } from '../loupe/loupe.tsx'
import { useColumnStepping } from '../loupe/use-column-stepping.ts'
import { useListStepping } from '../loupe/use-list-stepping.ts'
import { GalleryView } from './gallery-view.tsx'
import { useGallery, type Gallery } from './use-gallery.ts'

/** All pictures of the workspace, and each of them in the loupe. */
export function GalleryScreen() {
  const { place } = useNavigation()
  const gallery = useGallery()
  const image = place.path[0] === 'loupe' ? Number(place.query['image']) : NaN
  const column = pickConditions.find((condition) => condition === place.query['column'])
  if (!gallery.settings) return <ScreenHeader title="Gallery" />
  if (!Number.isInteger(image)) return <GalleryView gallery={gallery} settings={gallery.settings} />
  if (column) return <ColumnLoupe gallery={gallery} image={image} column={column} />
  return <ListLoupe gallery={gallery} image={image} />
}

interface ListLoupeProps {
  readonly gallery: Gallery
  readonly image: number
}

function ListLoupe({ gallery, image }: ListLoupeProps) {
  const stepping = useListStepping(gallery, image)
  return <Loupe gallery={gallery} image={image} stepping={stepping} />
}

/** Opened on the style board: steps through the column and goes back to it. */
function ColumnLoupe({ gallery, image, column }: ListLoupeProps & { readonly column: PickCondition }) {
  const stepping = useColumnStepping(gallery, image, column)
  return <Loupe gallery={gallery} image={image} stepping={stepping} />
}
