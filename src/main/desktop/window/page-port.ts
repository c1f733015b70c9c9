import { ipcMain, MessageChannelMain } from 'electron'
import { PORT_MESSAGE } from '../../../shared/bridge.ts'
import type { App } from '../../app.ts'
import { isFromPage } from '../security/sender.ts'

/** Gives every page that asks a port to the application's calls. It is closed when the page is reloaded or gone. */
export function openPorts(app: Pick<App, 'connect'>): void {
  ipcMain.on(PORT_MESSAGE, (event) => {
    if (!isFromPage(event)) return
    const { port1: ours, port2: theirs } = new MessageChannelMain()
    const connection = app.connect((message) => {
      ours.postMessage(message)
      return Promise.resolve()
    })
    ours.on('message', ({ data }: { data: string | ArrayBuffer }) => {
      void connection.receive(data).then((wasRead) => wasRead || ours.close())
    })
    ours.on('close', () => connection.close())
    ours.start()
    event.sender.postMessage(PORT_MESSAGE, null, [theirs])
  })
}
