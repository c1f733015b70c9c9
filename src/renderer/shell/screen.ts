import type SvgIcon from '@mui/material/SvgIcon'
import type { ComponentType } from 'react'

/** Every screen there can be, in the order of the rail: the work from top to bottom. Its place is its digit for `Ctrl`. */
export const screenIds = ['library', 'gallery', 'board', 'tuning', 'runs', 'review', 'export', 'machine'] as const
export type ScreenId = (typeof screenIds)[number]

/** A screen as the shell knows it; only screens that are registered show in the rail and answer to keys. */
export interface Screen {
  readonly id: ScreenId
  /** In the rail and the window's title: `Style board`. */
  readonly name: string
  readonly Icon: typeof SvgIcon
  /** After `G`: a letter of its own. */
  readonly letter: string
  readonly Component: ComponentType
  /** A count on its sign in the rail, as of pictures to judge; read where the rail is drawn, so it may use hooks. */
  readonly Badge?: ComponentType
}

/** At the foot of the rail, apart from the work. */
export const isAtFoot = (id: ScreenId): boolean => id === 'machine'

/** `Mod+3` for the third screen of all, whether or not those before it exist. */
export const digitKey = (id: ScreenId): string => `Mod+${screenIds.indexOf(id) + 1}`

/** The registered screens in the order of the rail. Two of one id or letter are a defect. */
export function inRailOrder(screens: readonly Screen[]): readonly Screen[] {
  for (const property of ['id', 'letter'] as const) {
    const values = screens.map((screen) => screen[property])
    const twice = values.find((value, index) => values.indexOf(value) !== index)
    if (twice !== undefined) throw new Error(`Two screens have the ${property} ${twice}; give each one of its own.`)
  }
  return screens.toSorted((a, b) => screenIds.indexOf(a.id) - screenIds.indexOf(b.id))
}
