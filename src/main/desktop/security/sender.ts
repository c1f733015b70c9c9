import type { IpcMainEvent } from 'electron'
import { PAGE_ORIGIN } from './protocol.ts'

/** Whether a message comes from the page itself, not from a frame in it or from elsewhere. */
export const isFromPage = ({ senderFrame, sender }: IpcMainEvent): boolean =>
  senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.url.startsWith(`${PAGE_ORIGIN}/`)
