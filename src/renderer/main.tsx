import './theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { screens } from './screens.ts'
import { Shell } from './shell/frame/shell.tsx'
import { Window } from './shell/window.tsx'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Window>
      <Shell screens={screens} />
    </Window>
  </StrictMode>,
)
