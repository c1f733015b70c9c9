import { RPCLink } from '@orpc/client/websocket'
import { LineHolder, type Line } from './line.ts'

/** Milliseconds before the first new attempt, doubled each time up to the last. */
const [FIRST_WAIT, LONGEST_WAIT] = [250, 10_000]

/** A WebSocket to the server that the page came from, opened again after a pause: a cable is pulled, a laptop sleeps. */
export function openServedLine(): Line {
  const line = new LineHolder()
  let wait = FIRST_WAIT
  const open = (): void => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`)
    // before the link hears of it: calls that are made anew because this one ended wait for the next line
    socket.addEventListener('close', () => {
      if (line.state !== 'signed-out') line.lost('lost')
      void openAgain()
    })
    const link = new RPCLink({ websocket: socket })
    socket.addEventListener('open', () => {
      wait = FIRST_WAIT
      line.opened(link)
    })
  }
  const openAgain = async (): Promise<void> => {
    line.lost((await isSignedOut()) ? 'signed-out' : 'lost')
    await pause(wait)
    wait = Math.min(2 * wait, LONGEST_WAIT)
    open()
  }
  open()
  return line
}

/** A socket does not tell why it was refused; a request does. */
async function isSignedOut(): Promise<boolean> {
  try {
    const { status } = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(LONGEST_WAIT) })
    return status === 401
  } catch {
    return false // the server is away, or the network
  }
}

/** Ends early when the network is back or the person looks at the page again. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      document.removeEventListener('visibilitychange', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    window.addEventListener('online', end)
    document.addEventListener('visibilitychange', end)
  })
}
