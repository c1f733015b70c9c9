import { createTheme, type Theme } from '@mui/material/styles'
import { componentOverrides } from './component-overrides.ts'
import { colours, motion, radii, type ThemeName } from './tokens.ts'

declare module '@mui/material/styles' {
  interface TypeText {
    third: string
  }
}

const sizes = { rail: 11, caption: 12, body: 13, title: 15, figure: 20, largeFigure: 28 } as const

/** MUI in the window's colours and sizes: spacing in steps of 4 pixels, no ripples, no capitals. */
export function createMuiTheme(name: ThemeName): Theme {
  const colour = colours[name]
  return createTheme({
    palette: {
      mode: name,
      primary: { main: colour.accent, contrastText: colour.onAccent },
      background: { default: colour.canvas, paper: colour.raised },
      text: { primary: colour.text, secondary: colour.second, third: colour.third, disabled: colour.third },
      divider: colour.hairline,
      error: { main: colour.bad },
      success: { main: colour.good },
      warning: { main: colour.warning },
    },
    typography: {
      fontFamily: 'var(--font)',
      fontSize: sizes.body,
      fontWeightRegular: 400,
      fontWeightMedium: 550,
      fontWeightBold: 600,
      h1: { fontSize: sizes.largeFigure, lineHeight: '36px', fontWeight: 550 },
      h2: { fontSize: sizes.figure, lineHeight: '26px', fontWeight: 550 },
      h3: { fontSize: sizes.title, lineHeight: '20px', fontWeight: 600 },
      h4: { fontSize: sizes.caption, lineHeight: '18px', fontWeight: 600 },
      body1: { fontSize: sizes.body, lineHeight: '20px' },
      body2: { fontSize: sizes.body, lineHeight: '20px' },
      caption: { fontSize: sizes.caption, lineHeight: '16px' },
      button: { fontSize: sizes.body, lineHeight: '20px', fontWeight: 550, textTransform: 'none' },
    },
    spacing: 4,
    shape: { borderRadius: radii.control },
    motion: { reducedMotion: 'system' },
    transitions: {
      easing: { easeInOut: 'ease-out', easeOut: 'ease-out', easeIn: 'ease-out', sharp: 'ease-out' },
      duration: {
        shortest: motion,
        shorter: motion,
        short: motion,
        standard: motion,
        complex: motion,
        enteringScreen: motion,
        leavingScreen: motion,
      },
    },
    components: componentOverrides(colour),
  })
}
