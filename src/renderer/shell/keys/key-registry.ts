import type { KeyCombination } from '../../ui/keys/key-words.ts'
import { groupsOf, isGroupPressed, type PressedKey } from './combination.ts'

interface Binding {
  /** One combination or several that do the same: `['Delete', 'Backspace']`. */
  readonly keys: KeyCombination | readonly KeyCombination[]
  /** What it does, for the sheet: `Put the selection on fog, or take it off`. */
  readonly words: string
}

export interface PressBinding extends Binding {
  readonly onPress: (event: KeyboardEvent) => void
  /** Again while the key is held, as for arrows. */
  readonly isRepeated?: boolean
}

export interface HoldBinding extends Binding {
  /** With true as the key goes down, with false as it comes up or the window loses the keyboard. */
  readonly onHold: (isHeld: boolean) => void
}

export type KeyBinding = PressBinding | HoldBinding

/** What lies over what: `over` is a loupe or another thing that covers the screen while it is open. */
const keyLayers = ['over', 'screen', 'everywhere'] as const
export type KeyLayer = (typeof keyLayers)[number]

/** Bindings under a heading of the sheet; a screen has one group or a few. */
export interface KeyGroup {
  readonly title: string
  readonly layer: KeyLayer
  readonly bindings: readonly KeyBinding[]
}

/** Whether a key press was for a binding, or began a sequence of one. */
export type KeyAnswer = 'none' | 'taken'

/** A sequence whose first key was pressed, and what it does once its second is. */
export interface BegunSequence {
  readonly keys: KeyCombination
  readonly words: string
}

const sequenceMilliseconds = 1500

/**
 * The keys of everything on screen, and what they do. Where two groups have the same key, that of the upper layer has it, and
 * in a layer the one registered last. A sequence (`g l`) waits a second and a half for its second key; a wrong one ends it and
 * does nothing.
 */
export class KeyRegistry {
  readonly #isMac: boolean
  readonly #groups: (() => KeyGroup)[] = []
  readonly #held = new Map<string, HoldBinding>()
  readonly #listeners = new Set<() => void>()
  #begun: readonly BegunSequence[] = []
  #timeout: ReturnType<typeof setTimeout> | undefined

  constructor(isMac: boolean) {
    this.#isMac = isMac
  }

  /** `group` is asked at every key press, so it may change from one to the next. Returns what takes it out again. */
  add(group: () => KeyGroup): () => void {
    this.#groups.push(group)
    return () => {
      this.#groups.splice(this.#groups.indexOf(group), 1)
    }
  }

  /** All groups, the upper layers first. To be read in handlers, not while rendering. */
  get groups(): readonly KeyGroup[] {
    const groups = this.#groups.toReversed().map((group) => group())
    return keyLayers.flatMap((layer) => groups.filter((group) => group.layer === layer))
  }

  /** The sequences whose first key was just pressed; the same array until that changes. */
  get begun(): readonly BegunSequence[] {
    return this.#begun
  }

  /** Calls `listener` whenever `begun` changes. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  press(event: KeyboardEvent): KeyAnswer {
    if (isModifier(event)) return 'none'
    const begun = this.#begun
    if (begun.length > 0) {
      this.#begin([])
      const isBegun = (keys: KeyCombination) => begun.some((sequence) => sequence.keys === keys)
      const second = this.#find(event, (keys) => (isBegun(keys) ? groupsOf(keys)[1] : undefined))
      if (!second) return 'none'
      this.#run(second, event)
      return 'taken'
    }
    const binding = this.#find(event, (keys) => (groupsOf(keys).length === 1 ? groupsOf(keys)[0] : undefined))
    if (binding) {
      this.#run(binding, event)
      return 'taken'
    }
    const begins = this.#sequences.filter(({ keys }) => isGroupPressed(groupsOf(keys)[0]!, event, this.#isMac))
    if (begins.length === 0) return 'none'
    this.#begin(begins)
    return 'taken'
  }

  release(event: Pick<KeyboardEvent, 'code'>): void {
    const binding = this.#held.get(event.code)
    this.#held.delete(event.code)
    binding?.onHold(false)
  }

  /** As the window loses the keyboard: no key is known to be down any more. */
  releaseAll(): void {
    for (const code of [...this.#held.keys()]) this.release({ code })
    this.#begin([])
  }

  get #sequences(): readonly BegunSequence[] {
    const all = this.groups.flatMap(({ bindings }) => bindings)
    return all.flatMap(({ keys, words }) =>
      [keys]
        .flat()
        .filter((combination) => groupsOf(combination).length === 2)
        .map((sequence) => ({ keys: sequence, words })),
    )
  }

  #find(
    event: PressedKey,
    groupOf: (keys: KeyCombination) => ReturnType<typeof groupsOf>[number] | undefined,
  ): KeyBinding | undefined {
    const isPressed = (keys: KeyCombination) => {
      const group = groupOf(keys)
      return group !== undefined && isGroupPressed(group, event, this.#isMac)
    }
    for (const { bindings } of this.groups) {
      const found = bindings.find(({ keys }) => [keys].flat().some(isPressed))
      if (found) return found
    }
    return undefined
  }

  #run(binding: KeyBinding, event: KeyboardEvent): void {
    if ('onHold' in binding) {
      if (event.repeat) return
      this.#held.set(event.code, binding)
      binding.onHold(true)
    } else if (!event.repeat || binding.isRepeated) binding.onPress(event)
  }

  #begin(sequences: readonly BegunSequence[]): void {
    clearTimeout(this.#timeout)
    if (sequences.length > 0) this.#timeout = setTimeout(() => this.#begin([]), sequenceMilliseconds)
    if (sequences.length === 0 && this.#begun.length === 0) return
    this.#begun = sequences
    for (const listener of this.#listeners) listener()
  }
}

const isModifier = ({ key }: PressedKey): boolean => ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta'].includes(key)
