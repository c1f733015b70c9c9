import InventoryIcon from '@mui/icons-material/Inventory2Outlined'
import type { Screen } from '../../shell/screen.ts'
import { ExportScreen } from './export-screen.tsx'

export const exportScreen: Screen = {
  id: 'export',
  name: 'Export',
  Icon: InventoryIcon,
  letter: 'e',
  Component: ExportScreen,
}
