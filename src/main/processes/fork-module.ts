import { fork } from 'node:child_process'
import type { ForkedModule, ForkModuleOptions } from './forked-module.ts'
import { UtilityModule } from './utility-module.ts'

export type { ForkedModule } from './forked-module.ts'

/**
 * Starts a process that hears this one by `process.on('message')` and answers by `process.send`. Electron's binary is no Node
 * (the fuse RunAsNode is off): there it is a utility process, which only the main thread can start.
 */
export function forkModule(entry: string, options: ForkModuleOptions = {}): ForkedModule {
  if (process.versions['electron'] !== undefined) return new UtilityModule(entry, options)
  const { env = process.env, stderr = 'ignore', background = false } = options
  const child = fork(entry, [], {
    serialization: 'advanced',
    execArgv: [],
    env,
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
  })
  if (background) {
    child.unref()
    child.channel?.unref()
  }
  return child
}
