/** `node --import register.ts boot.ts FOLDER [--switches]`: what the `electron` binary would do. */
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import type { BootAnswer, BootRequest } from './boot-messages.ts'

const [folder = '.', ...switches] = process.argv.slice(2)
const appFolder = path.resolve(folder)
process.env['ELECTRON_DOUBLE_APP'] = appFolder
process.argv = [process.execPath, appFolder, ...switches]
for (const [name, version] of [
  ['electron', '45.4.1-double'],
  ['chrome', '0.0.0.0'],
] as const)
  Object.defineProperty(process.versions, name, { value: version, enumerable: true })

const electron = await import('./electron.ts')
const { app } = electron

const answer = (message: BootAnswer): void => void process.send?.(message)

process.on('message', (request: BootRequest) => {
  if (request.type === 'quit') return app.quit()
  void evaluate(request)
})

async function evaluate({ id, body, argument }: Extract<BootRequest, { type: 'evaluate' }>): Promise<void> {
  try {
    const made: unknown = runInThisContext(`(${body})`)
    const result = await (made as (electron: unknown, argument: unknown) => unknown)(electron.default, argument)
    answer({ id, result })
  } catch (error) {
    answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

// whoever runs the specs died
process.on('disconnect', () => app.exit(0))
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.exit(0))

const { main } = JSON.parse(fs.readFileSync(path.join(appFolder, 'package.json'), 'utf8')) as { readonly main: string }
await import(pathToFileURL(path.join(appFolder, main)).href)
await electron.startDouble()
