import PlayIcon from '@mui/icons-material/PlayArrowRounded'
import type { Screen } from '../../shell/screen.ts'
import { RunsScreen } from './runs-screen.tsx'

export const runs: Screen = {
  id: 'runs',
  name: 'Runs',
  Icon: PlayIcon,
  letter: 'r',
  Component: RunsScreen,
}
