import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** By which tools find the fuses in Electron's binary (github.com/electron/fuses). After it: version, count, and a digit for each fuse. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** Every fuse as the packaged application must not have it, so that one that nobody flips is seen. */
export const WRONG_FUSES = '111100111'

/** Makes a folder that electron-builder takes for Electron's on Linux: the names of its files, and a program that is nothing but fuses. */
export function writeElectronStandIn(folder: string): void {
  mkdirSync(path.join(folder, 'resources'), { recursive: true })
  const program = Buffer.concat([
    Buffer.from('\x7fELF, but no program', 'latin1'),
    Buffer.from(SENTINEL),
    Buffer.from([1, WRONG_FUSES.length]),
    Buffer.from(WRONG_FUSES),
    Buffer.alloc(64),
  ])
  writeFileSync(path.join(folder, 'electron'), program, { mode: 0o755 })
  writeFileSync(path.join(folder, 'LICENSE'), 'Electron’s licence\n')
  writeFileSync(path.join(folder, 'LICENSES.chromium.html'), '<p>Chromium’s licences</p>\n')
  writeFileSync(path.join(folder, 'version'), '45.4.1')
}
