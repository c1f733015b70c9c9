import { StyledEngineProvider, ThemeProvider } from '@mui/material/styles'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { createContext, use, useLayoutEffect, useMemo, type ReactNode } from 'react'
import { applyTheme } from '../theme/document-theme.ts'
import { createMuiTheme } from '../theme/mui-theme.ts'
import { themeNames } from '../theme/tokens.ts'
import { useMediaQuery } from './media-query.ts'
import { asOneOf, useStoredState } from './stored-state.ts'

const themeChoices = ['system', ...themeNames] as const
export type ThemeChoice = (typeof themeChoices)[number]

const choiceNames: Record<ThemeChoice, string> = { system: 'As the system', dark: 'Dark', light: 'Light' }

type Choosing = readonly [choice: ThemeChoice, choose: (choice: ThemeChoice) => void]
const ThemeChoosing = createContext<Choosing>(['system', () => undefined])

/** The theme that the person chose, `system` at first, and how to choose another. */
export const useThemeChoice = (): Choosing => use(ThemeChoosing)

/** Gives everything below the chosen theme; MUI's styles lie below the window's own. */
export function Appearance({ children }: { children: ReactNode }) {
  const choosing = useStoredState<ThemeChoice>('theme', 'system', asOneOf(themeChoices))
  const [choice] = choosing
  const isSystemLight = useMediaQuery('(prefers-color-scheme: light)')
  const systemTheme = isSystemLight ? 'light' : 'dark'
  const name = choice === 'system' ? systemTheme : choice
  const theme = useMemo(() => createMuiTheme(name), [name])
  useLayoutEffect(() => applyTheme(name), [name])
  return (
    <StyledEngineProvider enableCssLayer>
      <ThemeProvider theme={theme}>
        <ThemeChoosing value={choosing}>{children}</ThemeChoosing>
      </ThemeProvider>
    </StyledEngineProvider>
  )
}

/** Three buttons: as the system, dark, light. */
export function ThemeChooser() {
  const [choice, choose] = useThemeChoice()
  return (
    <ToggleButtonGroup
      value={choice}
      exclusive
      size="small"
      aria-label="Theme"
      onChange={(_, next: ThemeChoice | null) => next && choose(next)}
    >
      {themeChoices.map((value) => (
        <ToggleButton key={value} value={value}>
          {choiceNames[value]}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
