/** What a utility process runs first: it gives the module, named by the argument, the channel that a forked Node has. */
import type { ParentPort } from 'electron'
import { pathToFileURL } from 'node:url'
import { loadLibvipsApart } from './libvips.ts'

const { parentPort } = process as unknown as { readonly parentPort: ParentPort }
const waiting: unknown[] = []
let isThere = false

process.send = (message: unknown): boolean => {
  parentPort.postMessage(message)
  return true
}
parentPort.on('message', ({ data }) => {
  if (isThere) hand(data)
  else waiting.push(data)
})

loadLibvipsApart()
await import(pathToFileURL(process.argv[2]!).href)
isThere = true
for (const message of waiting.splice(0)) hand(message)

function hand(message: unknown): void {
  process.emit('message', message, undefined)
}
