import { screen, type BrowserWindow, type Rectangle } from 'electron'
import { z } from 'zod'
import { ConfigFile } from '../../app/config/config-file.ts'
import type { Log } from '../../app/log/log-file.ts'

const schema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }).nullable(),
  maximized: z.boolean(),
})
export type WindowPlace = z.infer<typeof schema>

const file = new ConfigFile('window.json', schema, { bounds: null, maximized: false })

/** Where the window was; without bounds where no screen shows that place any more. */
export async function rememberedPlace(): Promise<WindowPlace> {
  const { bounds, maximized } = await file.read()
  return { bounds: bounds && isVisible(bounds) ? bounds : null, maximized }
}

let written: Promise<void> = Promise.resolve()

/** Resolves when the place of a window that was closed is remembered. */
export const placeIsWritten = (): Promise<void> => written

/** Remembers the window's size and place when it is closed. */
export function rememberPlace(window: BrowserWindow, log: Log): void {
  window.on('close', () => {
    const place = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
    written = file
      .change(() => place)
      .catch((error: unknown) => log.note(`the window's place is not remembered: ${String(error)}`))
  })
}

/** Enough of the title bar to take hold of. */
const [GRIP_WIDTH, GRIP_HEIGHT] = [200, 40]

const isVisible = ({ x, y, width }: Rectangle): boolean =>
  screen.getAllDisplays().some(({ workArea }) => {
    const shownWidth = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
    return shownWidth >= GRIP_WIDTH && y >= workArea.y && y + GRIP_HEIGHT <= workArea.y + workArea.height
  })
