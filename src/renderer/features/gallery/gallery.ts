import CollectionsIcon from '@mui/icons-material/CollectionsOutlined'
import type { Screen } from '../../shell/screen.ts'
import { GalleryScreen } from './gallery-screen.tsx'

export const gallery: Screen = {
  id: 'gallery',
  name: 'Gallery',
  Icon: CollectionsIcon,
  letter: 'g',
  Component: GalleryScreen,
}
