import { sourcesAndImages } from './0001-sources-and-images.ts'
import { preferences } from './0002-preferences.ts'
import { boardChanges } from './0003-board-changes.ts'
import { presetsAndPreviews } from './0004-presets-and-previews.ts'
import { runsAndTransfers } from './0005-runs-and-transfers.ts'
import { speedsAndResults } from './0006-speeds-and-results.ts'
import { predictedLabels } from './0007-predicted-labels.ts'

/** Every migration in order: entry n leads from `user_version` n to n + 1. A migration that was released never changes. */
export const migrations: readonly string[] = [
  sourcesAndImages,
  preferences,
  boardChanges,
  presetsAndPreviews,
  runsAndTransfers,
  speedsAndResults,
  predictedLabels,
]
