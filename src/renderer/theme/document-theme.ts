import { colours, customProperty, motion, radii, type ThemeName } from './tokens.ts'

/**
 * Gives the document the colours of a theme and the measures as custom properties (`--canvas`, `--control-edge`,
 * `--radius-card`, `--motion`), and the browser's own controls the theme's brightness.
 */
export function applyTheme(theme: ThemeName, root: HTMLElement = document.documentElement): void {
  for (const [token, colour] of Object.entries(colours[theme])) root.style.setProperty(customProperty(token), colour)
  for (const [name, pixels] of Object.entries(radii)) root.style.setProperty(`--radius-${name}`, `${pixels}px`)
  root.style.setProperty('--motion', `${motion}ms`)
  root.style.colorScheme = theme
  root.dataset.theme = theme
}
