import { api } from '../../../api.ts'
import { PreviewWork } from './preview-work.ts'
import { SweepWork } from './sweep-work.ts'

/** Of the window: what was started goes on while another screen is looked at. */
export const previewWork = new PreviewWork(api.tuning)
export const sweepWork = new SweepWork(api.tuning)
