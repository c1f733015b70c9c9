import { RPCLink } from '@orpc/client/message-port'
import { PORT_MESSAGE, type Bridge } from '../../shared/bridge.ts'
import { LineHolder, type Line } from './line.ts'

/** A port to the main process of the same application: it is there as long as the window. */
export function openDesktopLine(bridge: Bridge): Line {
  const line = new LineHolder()
  window.addEventListener('message', ({ source, data, ports: [port] }: MessageEvent) => {
    if (source !== window || data !== PORT_MESSAGE || !port) return
    line.opened(new RPCLink({ port }))
    port.start()
  })
  bridge.openPort()
  return line
}
