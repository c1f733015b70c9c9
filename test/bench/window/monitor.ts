/** Loaded into the main process before it (`--import`): hears `watch`, then answers `tell` with how long its thread was blocked since. */
import { watchBlocking } from '../blocked.ts'

let end: PromiseWithResolvers<void> | null = null

process.on('message', (message) => {
  if (message === 'tell') end?.resolve()
  if (message !== 'watch') return
  end = Promise.withResolvers()
  const { promise } = end
  void watchBlocking('', () => promise).then((blocked) => process.send!(blocked))
})
process.channel?.unref()
