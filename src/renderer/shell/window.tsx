import type { ReactNode } from 'react'
import { AnnouncementsProvider } from './announcements/announcements.tsx'
import { Appearance } from './appearance.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { KeysProvider } from './keys/keys.tsx'
import { ShortcutSheetProvider } from './keys/shortcut-sheet.tsx'

/** What everything in the window stands on: theme, keyboard with its sheet, announcements, and a last stop for defects. */
export function Window({ children }: { children: ReactNode }) {
  return (
    <Appearance>
      <ErrorBoundary what="The window">
        <KeysProvider>
          <AnnouncementsProvider>
            <ShortcutSheetProvider>{children}</ShortcutSheetProvider>
          </AnnouncementsProvider>
        </KeysProvider>
      </ErrorBoundary>
    </Appearance>
  )
}
