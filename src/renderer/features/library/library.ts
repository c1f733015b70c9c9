import FolderIcon from '@mui/icons-material/FolderOutlined'
import type { Screen } from '../../shell/screen.ts'
import { LibraryScreen } from './library-screen.tsx'

export const library: Screen = {
  id: 'library',
  name: 'Library',
  Icon: FolderIcon,
  letter: 'l',
  Component: LibraryScreen,
}
