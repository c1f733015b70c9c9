/** What the application asks of its surroundings: a window of Electron, or a server that a browser looks at. */
export interface Host {
  readonly kind: 'desktop' | 'served'
  /** Added to the versions of the about box: Electron, Chromium. */
  readonly versions: Readonly<Record<string, string>>
  /** The system's dialog for folders; null where it was closed, or where there is none. */
  pickFolder(title: string): Promise<string | null>
  /** Shows a folder in the system's file manager. @throws UsageError where there is none */
  showFolder(folder: string): Promise<void>
  /** Opens an https address in the system's browser. @throws UsageError where there is none */
  openLink(url: string): Promise<void>
  /** The folders that a page may name, with all that is in them; null: every one that the person may read. */
  readonly folderRoots: readonly string[] | null
}
