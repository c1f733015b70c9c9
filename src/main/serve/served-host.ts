import { UsageError } from '../../shared/errors.ts'
import type { Host } from '../app.ts'

/** A browser, perhaps on another machine: it has dialogs and links of its own, and none of this machine's. */
export const servedHost = (folderRoots: readonly string[]): Host => ({
  kind: 'served',
  versions: {},
  folderRoots,
  pickFolder: () => Promise.resolve(null),
  showFolder: (folder) =>
    Promise.reject(new UsageError(`${folder} lies on the machine that serves this page; look at it there`, folder)),
  openLink: (url) => Promise.reject(new UsageError(`${url} is opened by the browser itself`)),
})
