import ChecklistIcon from '@mui/icons-material/FactCheckOutlined'
import CollectionsIcon from '@mui/icons-material/CollectionsOutlined'
import FolderIcon from '@mui/icons-material/FolderOutlined'
import MemoryIcon from '@mui/icons-material/MemoryOutlined'
import type { Screen } from '../../../src/renderer/shell/screen.ts'
import { ControlsScreen } from './controls-screen.tsx'
import { FailingScreen } from './failing-screen.tsx'
import { KeysScreen } from './keys-screen.tsx'
import { PicturesScreen } from './pictures-screen.tsx'

/** Every widget, on screens that take the places of the product's. */
export const screens: readonly Screen[] = [
  { id: 'machine', name: 'Keys', Icon: MemoryIcon, letter: 'm', Component: KeysScreen },
  { id: 'library', name: 'Controls', Icon: FolderIcon, letter: 'l', Component: ControlsScreen },
  { id: 'gallery', name: 'Pictures', Icon: CollectionsIcon, letter: 'g', Component: PicturesScreen },
  {
    id: 'review',
    name: 'Failing',
    Icon: ChecklistIcon,
    letter: 'v',
    Component: FailingScreen,
    Badge: () => '936',
  },
]
