/** A combination of keys in the writing of bindings: `Mod+Shift+Z`, `ArrowLeft`, `?`, or one key after another: `g l`. */
export type KeyCombination = string

/** Whether `Mod` is Command. */
export const isMac = /mac/i.test(globalThis.navigator?.platform ?? '')

const words: Readonly<Record<string, string>> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  Shift: isMac ? '⇧' : 'Shift',
  Alt: isMac ? '⌥' : 'Alt',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'Page up',
  PageDown: 'Page down',
}

const spoken: Readonly<Record<string, string>> = {
  '←': 'left arrow',
  '→': 'right arrow',
  '↑': 'up arrow',
  '↓': 'down arrow',
  '?': 'question mark',
  '/': 'slash',
}

/** `Mod+Shift+Z` -> [['Ctrl', 'Shift', 'Z']]; `g l` -> [['G'], ['L']]: keys pressed together, one group after another. */
export const keyCaps = (combination: KeyCombination): readonly (readonly string[])[] =>
  combination.split(' ').map((group) => splitGroup(group).map((key) => words[key] ?? capital(key)))

/** `Mod+Shift+Z` -> `Ctrl + Shift + Z`, `g l` -> `G then L`: for titles and screen readers. */
export const keysInWords = (combination: KeyCombination): string =>
  keyCaps(combination)
    .map((caps) => caps.map((cap) => spoken[cap] ?? cap).join(' + '))
    .join(' then ')

/** Splits at `+`, which is itself a key where nothing stands before it: `Mod++` -> ['Mod', '+']. */
export const splitGroup = (group: string): string[] => group.split(/(?<=[^+])\+/)

const capital = (key: string): string => (key.length === 1 ? key.toUpperCase() : key)
