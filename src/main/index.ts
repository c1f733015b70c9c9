/** Electron's entry. */
import { startDesktop } from './desktop/desktop.ts'

startDesktop()
