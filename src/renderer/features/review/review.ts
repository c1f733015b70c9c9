import FactCheckIcon from '@mui/icons-material/FactCheckOutlined'
import type { Screen } from '../../shell/screen.ts'
import { ReviewBadge } from './review-badge.tsx'
import { ReviewScreen } from './review-screen.tsx'

export const review: Screen = {
  id: 'review',
  name: 'Review',
  Icon: FactCheckIcon,
  letter: 'v',
  Component: ReviewScreen,
  Badge: ReviewBadge,
}
