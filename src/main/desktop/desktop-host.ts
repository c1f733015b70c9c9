import { BrowserWindow, dialog, shell, type OpenDialogOptions } from 'electron'
import { mkdir } from 'node:fs/promises'
import { UsageError } from '../../shared/errors.ts'
import type { Host } from '../app.ts'
import { openLink } from './security/links.ts'

/** What Electron and the desktop around it can do. */
export const desktopHost: Host = {
  kind: 'desktop',
  versions: {
    Electron: process.versions['electron'] ?? 'unknown',
    Chromium: process.versions['chrome'] ?? 'unknown',
  },
  folderRoots: null,
  pickFolder: async (title) => {
    const options: OpenDialogOptions = { title, properties: ['openDirectory', 'createDirectory'] }
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
    const { filePaths } = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options)
    return filePaths[0] ?? null
  },
  showFolder: async (folder) => {
    await mkdir(folder, { recursive: true })
    const failure = await shell.openPath(folder)
    if (failure) throw new UsageError(`${folder} cannot be shown (${failure}); open it in the file manager`, folder)
  },
  openLink,
}
