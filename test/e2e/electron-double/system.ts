import { EventEmitter } from 'node:events'
import { withNothingElse } from './not-there.ts'

/** Parts of the system around the windows; what would be shown is recorded for the specs. */

export const dialog = withNothingElse('dialog', {
  showOpenDialog: (): Promise<{ canceled: boolean; filePaths: string[] }> =>
    Promise.resolve({ canceled: true, filePaths: [] }),
  showErrorBox: (title: string, content: string): void => void process.stderr.write(`${title}: ${content}\n`),
})

/** What was opened outside. */
const opened: string[] = []
export const shell = withNothingElse('shell', {
  opened,
  openExternal: (address: string): Promise<void> => {
    opened.push(address)
    return Promise.resolve()
  },
  openPath: (path: string): Promise<string> => {
    opened.push(path)
    return Promise.resolve('')
  },
})

type Decide = (granted: boolean) => void

class Session {
  /** As they were set: the specs ask them. */
  permissionRequestHandler: ((contents: unknown, permission: string, decide: Decide) => void) | null = null
  permissionCheckHandler: (() => boolean) | null = null
  devicePermissionHandler: (() => boolean) | null = null

  setPermissionRequestHandler(handler: Session['permissionRequestHandler']): void {
    this.permissionRequestHandler = handler
  }
  setPermissionCheckHandler(handler: Session['permissionCheckHandler']): void {
    this.permissionCheckHandler = handler
  }
  setDevicePermissionHandler(handler: Session['devicePermissionHandler']): void {
    this.devicePermissionHandler = handler
  }
}
export const session = withNothingElse('session', { defaultSession: withNothingElse('defaultSession', new Session()) })

interface MenuItem {
  readonly id?: string
  readonly label?: string
  readonly role?: string
  readonly accelerator?: string
  readonly submenu?: readonly MenuItem[]
  readonly click?: () => void
}

export class Menu {
  static #applicationMenu: Menu | null = null
  readonly items: readonly MenuItem[]

  constructor(items: readonly MenuItem[]) {
    this.items = items
  }

  static buildFromTemplate = (items: readonly MenuItem[]): Menu => new Menu(items)
  static getApplicationMenu = (): Menu | null => Menu.#applicationMenu
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#applicationMenu = menu
  }

  getMenuItemById(id: string, items: readonly MenuItem[] = this.items): MenuItem | null {
    for (const item of items) {
      const found = item.id === id ? item : this.getMenuItemById(id, item.submenu ?? [])
      if (found) return found
    }
    return null
  }
}

/** Notifications that were shown. */
const shown: { readonly title: string; readonly body: string }[] = []

export class Notification extends EventEmitter {
  static readonly shown = shown
  static isSupported = (): boolean => true
  readonly #options: (typeof shown)[number]

  constructor(options: (typeof shown)[number]) {
    super()
    this.#options = options
  }

  show(): void {
    shown.push(this.#options)
  }
}

export const nativeTheme = Object.assign(new EventEmitter(), { themeSource: 'system', shouldUseDarkColors: false })

const display = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } }
export const screen = withNothingElse('screen', { getAllDisplays: () => [display], getPrimaryDisplay: () => display })
