import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { Loupe } from '../loupe/loupe.tsx'
import { GalleryView } from './gallery-view.tsx'
import { useGallery } from './use-gallery.ts'

/** All pictures of the workspace, and each of them in the loupe. */
export function GalleryScreen() {
  const { place } = useNavigation()
  const gallery = useGallery()
  const image = place.path[0] === 'loupe' ? Number(place.query['image']) : NaN
  if (!gallery.settings) return <ScreenHeader title="Gallery" />
  if (Number.isInteger(image)) return <Loupe gallery={gallery} image={image} />
  return <GalleryView gallery={gallery} settings={gallery.settings} />
}
