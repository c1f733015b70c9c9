import './zod-without-eval.ts'
import './theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Application } from './application.tsx'
import { screens } from './screens.ts'
import { Window } from './shell/window.tsx'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Window>
      <Application screens={screens} />
    </Window>
  </StrictMode>,
)
