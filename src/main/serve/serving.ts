import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createApp } from '../app.ts'
import { PageFiles } from '../app/page/page-files.ts'
import { parseServeOptions } from './command-line.ts'
import { defaultRoots } from './folder-roots.ts'
import { servedHost } from './served-host.ts'
import { startServer, type RunningServer } from './server.ts'

/**
 * Serves the application with these options of the command line until a signal stops it.
 *
 * @throws UsageError, and what opening the workspace throws
 */
export async function serve(args: readonly string[]): Promise<void> {
  const options = parseServeOptions(args)
  if (!options) return
  const page = new PageFiles(pageFolder())
  const { host: address, port, workspace, root } = options
  const roots = root.length > 0 ? root.map((folder) => path.resolve(folder)) : await defaultRoots()
  const host = servedHost(workspace === undefined ? roots : [...roots, path.resolve(workspace)])
  const app = await createApp({ host, workspace: workspace && path.resolve(workspace) })
  try {
    const server = await startServer({ app, page, address, port })
    announce(server, address)
    await untilStopped()
    await server.close()
  } finally {
    await app.close()
  }
}

/** Built, both lie beside each other; in a clone the page is under `out`. */
function pageFolder(): string {
  const built = fileURLToPath(new URL('../renderer', import.meta.url))
  return import.meta.url.endsWith('.ts') ? fileURLToPath(new URL('../../../out/renderer', import.meta.url)) : built
}

function announce(server: RunningServer, address: string): void {
  const isAlone = ['127.0.0.1', '::1', 'localhost'].includes(address)
  const print = (text: string): void => void process.stdout.write(`${text}\n`)
  print(`Weatherglass is at ${server.newLink()}`)
  print('  The link signs one browser in, once. Enter prints another one, Ctrl-C stops the server.')
  if (isAlone)
    print(
      `  From another machine: ssh -L ${server.port}:127.0.0.1:${server.port} <this machine>, then open the link there.`,
    )
  else print(`  Listening on ${address} without encryption: whoever is on that network can read along.`)
  createInterface({ input: process.stdin }).on('line', () => print(`Weatherglass is at ${server.newLink()}`))
}

/** A second Ctrl-C ends at once. */
const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
