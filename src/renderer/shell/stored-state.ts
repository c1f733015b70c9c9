import { createContext, use, useCallback, useState } from 'react'

/**
 * What the window remembers over a restart: positions, filters, open facets, the theme. Values are JSON under a name; what
 * belongs to a workspace lies under that workspace. Losing them costs convenience, so a storage that refuses is passed over.
 */
const prefix = 'weatherglass'

/** The workspace whose values are meant; empty outside of any. What is below needs it as its `key` too, to start anew. */
export const StoredStateScope = createContext('')

/** Brings a stored value into its type, or returns undefined where it is none of this version's. */
export type Parse<Value> = (stored: unknown) => Value | undefined

const keyOf = (scope: string, name: string): string => [prefix, scope, name].filter(Boolean).join('/')

export function readStored<Value>(scope: string, name: string, parse: Parse<Value>): Value | undefined {
  try {
    const text = localStorage.getItem(keyOf(scope, name))
    return text === null ? undefined : parse(JSON.parse(text))
  } catch {
    return undefined // storage is denied, or holds what no version wrote
  }
}

export function writeStored(scope: string, name: string, value: unknown): void {
  try {
    localStorage.setItem(keyOf(scope, name), JSON.stringify(value))
  } catch {
    // full or denied: the value lives as long as the window
  }
}

/**
 * `useState` whose value is there again after leaving the screen and after a restart, apart for each workspace.
 *
 * @example
 * const [tileSize, setTileSize] = useStoredState('gallery/tile-size', 240, asNumber)
 */
export function useStoredState<Value>(
  name: string,
  initial: Value,
  parse: Parse<Value>,
): readonly [Value, (value: Value) => void] {
  const scope = use(StoredStateScope)
  const [value, setValue] = useState(() => readStored(scope, name, parse) ?? initial)
  const store = useCallback(
    (next: Value) => {
      setValue(next)
      writeStored(scope, name, next)
    },
    [scope, name],
  )
  return [value, store]
}

export const asNumber: Parse<number> = (stored) =>
  typeof stored === 'number' && Number.isFinite(stored) ? stored : undefined
export const asBoolean: Parse<boolean> = (stored) => (typeof stored === 'boolean' ? stored : undefined)
export const asString: Parse<string> = (stored) => (typeof stored === 'string' ? stored : undefined)

/** A parser for one of a few words: `asOneOf(['dark', 'light'])`. */
export const asOneOf =
  <Word extends string>(words: readonly Word[]): Parse<Word> =>
  (stored) =>
    words.find((word) => word === stored)
