import MemoryIcon from '@mui/icons-material/MemoryOutlined'
import type { Screen } from '../../shell/screen.ts'
import { MachineScreen } from './machine-screen.tsx'

export const machine: Screen = {
  id: 'machine',
  name: 'Machine',
  Icon: MemoryIcon,
  letter: 'm',
  Component: MachineScreen,
}
