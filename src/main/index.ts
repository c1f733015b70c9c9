/** Electron's entry. */
import { loadLibvipsApart } from './desktop/system/libvips.ts'

loadLibvipsApart()
const { startDesktop } = await import('./desktop/desktop.ts')
startDesktop()
