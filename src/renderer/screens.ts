import type { Screen } from './shell/screen.ts'

/** The screens of the window; each is registered here and nowhere else. */
export const screens: readonly Screen[] = []
