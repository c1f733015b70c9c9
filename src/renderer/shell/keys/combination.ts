import { splitGroup, type KeyCombination } from '../../ui/keys/key-words.ts'

/** What is read of a keyboard event. */
export interface PressedKey {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

interface Group {
  readonly key: string
  readonly mod: boolean
  readonly alt: boolean
  /** Undefined where the layout decides: `?` is Shift+ß in one place and Shift+/ in another. */
  readonly shift: boolean | undefined
}

const modifiers = ['Mod', 'Alt', 'Shift']
const named: Readonly<Record<string, string>> = { ' ': 'Space' }

function parseGroup(group: string): Group {
  const parts = splitGroup(group)
  const key = parts.at(-1)!
  const unknown = parts.slice(0, -1).find((part) => !modifiers.includes(part))
  if (unknown) throw new Error(`Expected Mod, Alt or Shift before a key but found ${unknown} in ${group}`)
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key)
  return {
    key: key.length === 1 ? key.toLowerCase() : key,
    mod: parts.includes('Mod'),
    alt: parts.includes('Alt'),
    shift: isSign ? undefined : parts.includes('Shift'),
  }
}

const parsed = new Map<KeyCombination, readonly Group[]>()

/** `g l` -> its two groups. Throws on a modifier that is none. */
export function groupsOf(combination: KeyCombination): readonly Group[] {
  const known = parsed.get(combination) ?? combination.split(' ').map(parseGroup)
  parsed.set(combination, known)
  return known
}

/** Whether a key press is a group of a combination. `Mod` is Ctrl, or Command where `isMac`. */
export function isGroupPressed(group: Group, pressed: PressedKey, isMac: boolean): boolean {
  const mod = isMac ? pressed.metaKey : pressed.ctrlKey
  const otherMod = isMac ? pressed.ctrlKey : pressed.metaKey
  // Ctrl and Alt together are AltGr, which some layouts need for signs
  const isAltGr = group.shift === undefined && pressed.ctrlKey && pressed.altKey
  if (!isAltGr && (mod !== group.mod || pressed.altKey !== group.alt || otherMod)) return false
  if (group.shift !== undefined && pressed.shiftKey !== group.shift) return false
  return namesOf(pressed).includes(group.key)
}

/** What a key is called: by what it writes, and by its place where a layout writes no Latin letter or digit there. */
function namesOf({ key, code }: PressedKey): string[] {
  const written = named[key] ?? (key.length === 1 ? key.toLowerCase() : key)
  const place = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase()
  return place !== undefined && !/^[a-z0-9]$/.test(written) ? [written, place] : [written]
}
