import '../../../src/renderer/theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Shell } from '../../../src/renderer/shell/frame/shell.tsx'
import { StatusTask } from '../../../src/renderer/shell/frame/status-bar.tsx'
import { Window } from '../../../src/renderer/shell/window.tsx'
import type { Progress } from '../../../src/renderer/ui/progress/progress-facts.ts'
import { screens } from './screens.tsx'

const tasks: readonly Progress[] = [
  { name: 'Adverse v3', done: 3412, total: 9984, unit: 'images', rate: 412 / 3600, secondsLeft: 57420 },
  { name: 'Reading ACDC', done: 2318, total: 8012, unit: 'images', rate: 38, secondsLeft: 150 },
]

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Window>
      <Shell
        screens={screens}
        tasks={tasks.map((progress) => (
          <StatusTask key={progress.name} progress={progress} onPause={() => undefined} />
        ))}
        facts={
          <>
            <span>RTX 4090 · SD 1.5 · fp16 · 9.1 of 24 GB</span>
            <span>Workspace 612 GB free</span>
          </>
        }
      />
    </Window>
  </StrictMode>,
)
