import { boardScreen } from './features/board/board-screen.tsx'
import { exportScreen } from './features/export/export.ts'
import { gallery } from './features/gallery/gallery.ts'
import { library } from './features/library/library.ts'
import { machine } from './features/machine/machine.ts'
import { review } from './features/review/review.ts'
import { runs } from './features/runs/runs.ts'
import { tuning } from './features/tuning/tuning.ts'
import type { Screen } from './shell/screen.ts'

/** The screens of the window; each is registered here and nowhere else. */
export const screens: readonly Screen[] = [library, gallery, boardScreen, tuning, runs, review, exportScreen, machine]
