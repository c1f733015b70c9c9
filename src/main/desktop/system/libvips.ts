import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import path from 'node:path'

/**
 * Loads sharp's library so that it uses the GLib that it brings. On Linux Electron's program is linked with the system's GLib, and
 * names that both have would be taken from there: reading a picture then ends the process or floods its log
 * (github.com/electron/electron/issues/46323). Before anything imports sharp: a process loads a library once.
 */
export function loadLibvipsApart(): void {
  if (process.platform !== 'linux') return
  const sharp = createRequire(import.meta.url).resolve('sharp')
  const folder = path.dirname(createRequire(sharp).resolve(`@img/sharp-linux-${process.arch}/package`))
  const name = readdirSync(path.join(folder, 'lib')).find((each) => each.endsWith('.node'))!
  const { RTLD_LAZY, RTLD_DEEPBIND } = constants.dlopen
  process.dlopen({ exports: {} }, path.join(folder, 'lib', name), RTLD_LAZY | RTLD_DEEPBIND)
}
