import { app as electron, Menu, shell, type MenuItemConstructorOptions } from 'electron'
import path from 'node:path'
import type { MenuCommand } from '../../../shared/contract.ts'
import type { App } from '../../app.ts'
import { rememberedWorkspaces } from '../../catalog/workspace/remembered.ts'

type Item = MenuItemConstructorOptions
const separator: Item = { type: 'separator' }
const isMac = process.platform === 'darwin'

/** The native menu, built anew whenever another workspace is opened: it lists the recent ones. */
export function keepMenu(app: Pick<App, 'opened' | 'command' | 'log'>): void {
  void (async () => {
    for await (const opened of app.opened.watch(new AbortController().signal)) {
      const { recent } = await rememberedWorkspaces()
      Menu.setApplicationMenu(
        Menu.buildFromTemplate(
          template(
            app,
            recent.filter((folder) => folder !== opened),
          ),
        ),
      )
    }
  })()
}

function template({ command, log }: Pick<App, 'command' | 'log'>, recent: readonly string[]): Item[] {
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    fileMenu(command, recent),
    { role: 'editMenu' },
    viewMenu(command),
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'Keyboard Shortcuts', click: () => command({ command: 'shortcuts' }) },
        { label: 'Show Logs', click: () => void shell.openPath(log.folder) },
        ...(isMac ? [] : [separator, { label: 'About Weatherglass', click: () => electron.showAboutPanel() }]),
      ],
    },
  ]
}

function fileMenu(command: App['command'], recent: readonly string[]): Item {
  const item = (label: string, accelerator: string, does: MenuCommand['command']): Item => ({
    label,
    accelerator,
    id: does,
    click: () => command({ command: does }),
  })
  return {
    label: '&File',
    submenu: [
      item('Add Folder of Images…', 'CmdOrCtrl+Shift+O', 'add-source'),
      separator,
      item('New Workspace…', 'CmdOrCtrl+Shift+N', 'create-workspace'),
      item('Open Workspace…', 'CmdOrCtrl+O', 'open-workspace'),
      {
        label: 'Open Recent',
        id: 'recent',
        enabled: recent.length > 0,
        submenu: recent.map((folder) => ({
          label: `${path.basename(folder)}  (${folder})`,
          click: () => command({ command: 'open-workspace', folder }),
        })),
      },
      separator,
      { role: isMac ? 'close' : 'quit' },
    ],
  }
}

const viewMenu = (command: App['command']): Item => ({
  label: '&View',
  submenu: [
    { label: 'Find', accelerator: 'CmdOrCtrl+F', id: 'find', click: () => command({ command: 'find' }) },
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    { role: 'toggleDevTools' },
  ],
})
