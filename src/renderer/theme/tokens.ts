/**
 * The colours and measures of the window. Greys have R = G = B, so that nothing beside a picture tints it; brass means
 * selected, primary, progress or changed. The contrasts they must keep are in the tests.
 */

export const themeNames = ['dark', 'light'] as const
export type ThemeName = (typeof themeNames)[number]

export type ColourTokens = {
  /** What pictures lie on. */
  readonly canvas: string
  /** Rail, header, side panes. */
  readonly pane: string
  /** Cards, menus, dialogs, the docked bar. */
  readonly raised: string
  /** A selected row, a chip, the empty part of a bar. */
  readonly selected: string
  /** The inside of a text field. */
  readonly field: string
  readonly text: string
  readonly second: string
  readonly third: string
  /** Brass. */
  readonly accent: string
  readonly onAccent: string
  readonly good: string
  readonly bad: string
  readonly warning: string
  readonly fog: string
  readonly night: string
  readonly rain: string
  readonly snow: string
  readonly clear: string
  /** The edge of what can be operated. */
  readonly controlEdge: string
  /** The line between two areas. */
  readonly hairline: string
}

export const colours: Record<ThemeName, ColourTokens> = {
  dark: {
    canvas: '#141414',
    pane: '#1E1E1E',
    raised: '#282828',
    selected: '#343434',
    field: '#141414',
    text: '#EDEDED',
    second: '#B8B8B8',
    third: '#A0A0A0',
    accent: '#E3B45F',
    onAccent: '#1A1A1A',
    good: '#74C793',
    bad: '#F4837D',
    warning: '#F39A5B',
    fog: '#BFC4C9',
    night: '#B0A2FA',
    rain: '#7DB7F5',
    snow: '#86DDD6',
    clear: '#D8D8D8',
    controlEdge: '#7D7D7D',
    hairline: '#333333',
  },
  light: {
    canvas: '#DADADA',
    pane: '#F4F4F4',
    raised: '#FFFFFF',
    selected: '#E2E2E2',
    field: '#FFFFFF',
    text: '#1A1A1A',
    second: '#454545',
    third: '#5C5C5C',
    accent: '#7A5200',
    onAccent: '#FFFFFF',
    good: '#17693A',
    bad: '#B3261E',
    warning: '#8F4300',
    fog: '#50575E',
    night: '#5640B8',
    rain: '#155A9C',
    snow: '#0A655F',
    clear: '#3A3A3A',
    controlEdge: '#767676',
    hairline: '#CFCFCF',
  },
}

/** Pixels. */
export const radii = { picture: 2, control: 6, card: 8 } as const

/** Milliseconds that a pane takes to open; pictures change at once, and nothing moves where motion is reduced. */
export const motion = 120

/** `controlEdge` -> `--control-edge`: the custom property that a style sheet reads a colour from. */
export const customProperty = (token: string): string =>
  `--${token.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`
