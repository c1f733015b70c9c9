import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { PORT_MESSAGE, type Bridge } from '../shared/bridge.ts'

/** Of the page's own world, as far as it is used here. */
declare const window: { postMessage(message: string, origin: string, ports: readonly unknown[]): void }

const bridge: Bridge = {
  openPort: () => ipcRenderer.send(PORT_MESSAGE),
  pathOfFile: (file) => webUtils.getPathForFile(file as File),
}

// a port cannot pass the bridge, and the page of this window is all that hears it
ipcRenderer.on(PORT_MESSAGE, ({ ports }) => window.postMessage(PORT_MESSAGE, '*', ports))
contextBridge.exposeInMainWorld('weatherglass', bridge)
