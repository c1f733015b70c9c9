import { app, utilityProcess, type UtilityProcess } from 'electron'
import path from 'node:path'
import { BroadcastChannel } from 'node:worker_threads'
import { UTILITY_CHANNEL, type UtilityEvent, type UtilityOrder } from '../../processes/utility-messages.ts'

type StartOrder = Extract<UtilityOrder, { order: 'start' }>

/** Starts the processes that the application needs, and carries messages between them and whoever asked: here or in a thread. */
export function startUtilityProcesses(): void {
  const channel = new BroadcastChannel(UTILITY_CHANNEL)
  channel.unref()
  const processes = new Map<string, UtilityProcess>()
  const tell = (event: UtilityEvent): void => channel.postMessage(event)
  channel.onmessage = (event) => {
    const said = (event as { data: UtilityOrder | UtilityEvent }).data
    if (said.to !== 'main') return
    if (said.order === 'start')
      processes.set(
        said.id,
        start(said, tell, () => processes.delete(said.id)),
      )
    else obey(said, processes.get(said.id))
  }
  app.on('quit', () => {
    for (const child of processes.values()) kill(child)
  })
}

function start(
  { id, entry, env, stderr }: StartOrder,
  tell: (event: UtilityEvent) => void,
  forget: () => void,
): UtilityProcess {
  const boot = path.join(import.meta.dirname, 'utility-boot.js')
  const child = utilityProcess.fork(boot, [entry], {
    env,
    stdio: ['ignore', 'ignore', stderr],
    serviceName: `Weatherglass ${path.basename(entry, '.js')}`,
  })
  child.on('message', (message: unknown) => tell({ to: 'owner', id, event: 'message', message }))
  child.stderr?.on('data', (text: Buffer) => tell({ to: 'owner', id, event: 'stderr', text: text.toString() }))
  child.on('exit', (code) => {
    forget()
    tell({ to: 'owner', id, event: 'exit', code })
  })
  return child
}

function obey(order: Exclude<UtilityOrder, StartOrder>, child: UtilityProcess | undefined): void {
  if (order.order === 'send') child?.postMessage(order.message)
  else if (order.order === 'kill') kill(child)
  else child?.kill()
}

/** At once: one that computes hears nothing. */
function kill(child: UtilityProcess | undefined): void {
  if (child?.pid === undefined) return void child?.kill()
  try {
    process.kill(child.pid, 'SIGKILL')
  } catch {
    child.kill() // it is gone, or not ours to signal
  }
}
