import TuneIcon from '@mui/icons-material/TuneOutlined'
import type { Screen } from '../../shell/screen.ts'
import { TuningScreen } from './tuning-screen.tsx'

export const tuning: Screen = {
  id: 'tuning',
  name: 'Tuning',
  Icon: TuneIcon,
  letter: 't',
  Component: TuningScreen,
}
