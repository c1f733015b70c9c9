/** In the process that stands in for a utility process: gives it `process.parentPort`, then runs its module. */
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'
import type { ToUtility } from './utility-process.ts'

const send = process.send!.bind(process)
const parentPort = Object.assign(new EventEmitter(), { postMessage: (message: object) => void send(message) })

// what comes from outside is for parentPort alone; what the module itself emits on the process is its own
const emit = process.emit.bind(process) as (event: string, ...args: unknown[]) => boolean
const emitInside = (event: string, ...args: unknown[]): boolean =>
  event === 'message' && isFromOutside(args[0])
    ? parentPort.emit('message', { data: args[0].fromOutside })
    : emit(event, ...args)
Object.assign(process, { parentPort, send: undefined, emit: emitInside })
// without a listener Node leaves the channel alone
process.on('message', () => undefined)

const [node, , file, ...args] = process.argv
process.argv = [node!, file!, ...args]
await import(pathToFileURL(file!).href)

function isFromOutside(message: unknown): message is ToUtility {
  return typeof message === 'object' && message !== null && 'fromOutside' in message
}
