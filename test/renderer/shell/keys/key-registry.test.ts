import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KeyRegistry, type KeyBinding, type KeyLayer } from '../../../../src/renderer/shell/keys/key-registry.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const event = (key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({
    key,
    code: key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    repeat: false,
    ...more,
  }) as KeyboardEvent

function started(...groups: (readonly [title: string, layer: KeyLayer, ...bindings: KeyBinding[]])[]): KeyRegistry {
  const registry = new KeyRegistry(false)
  for (const [title, layer, ...bindings] of groups) registry.add(() => ({ title, layer, bindings }))
  return registry
}

const pressing = (keys: string | string[], onPress = vi.fn()) => ({ keys, words: `does ${String(keys)}`, onPress })

it('does what a key is bound to, and takes no other', () => {
  const one = pressing(['1', 'a'])
  const registry = started(['Gallery', 'screen', one])
  expect(registry.press(event('1'))).toBe('taken')
  expect(registry.press(event('a'))).toBe('taken')
  expect(registry.press(event('2'))).toBe('none')
  expect(one.onPress).toHaveBeenCalledTimes(2)
})

it('gives a key to the upper layer, whatever was registered last', () => {
  const [loupe, gallery, everywhere] = [pressing('Space'), pressing('Space'), pressing('Space')]
  const registry = started(['Loupe', 'over', loupe], ['Gallery', 'screen', gallery], ['All', 'everywhere', everywhere])
  registry.press(event(' '))
  expect(loupe.onPress).toHaveBeenCalledOnce()
  expect(gallery.onPress).not.toHaveBeenCalled()
  expect(registry.groups.map(({ title }) => title)).toEqual(['Loupe', 'Gallery', 'All'])
})

it('forgets what is taken out', () => {
  const registry = new KeyRegistry(false)
  const one = pressing('1')
  const takeOut = registry.add(() => ({ title: 'Gallery', layer: 'screen', bindings: [one] }))
  takeOut()
  expect(registry.press(event('1'))).toBe('none')
})

it('a key that is held does its thing once, arrows again and again', () => {
  const one = pressing('1')
  const arrow = { ...pressing('ArrowLeft'), isRepeated: true }
  const registry = started(['Gallery', 'screen', one, arrow])
  for (const repeat of [false, true, true]) {
    registry.press(event('1', { repeat }))
    registry.press(event('ArrowLeft', { repeat }))
  }
  expect(one.onPress).toHaveBeenCalledTimes(1)
  expect(arrow.onPress).toHaveBeenCalledTimes(3)
})

describe('keys to hold', () => {
  it('last until they come up', () => {
    const onHold = vi.fn()
    const registry = started(['Loupe', 'over', { keys: 'h', words: 'Bare picture', onHold }])
    registry.press(event('h'))
    registry.press(event('h', { repeat: true }))
    expect(onHold.mock.calls).toEqual([[true]])
    registry.release({ code: 'x' })
    registry.release({ code: 'h' })
    expect(onHold.mock.calls).toEqual([[true], [false]])
  })

  it('end as the window loses the keyboard', () => {
    const onHold = vi.fn()
    const registry = started(['Loupe', 'over', { keys: 'h', words: 'Bare picture', onHold }])
    registry.press(event('h'))
    registry.releaseAll()
    registry.release({ code: 'h' })
    expect(onHold.mock.calls).toEqual([[true], [false]])
  })
})

describe('sequences', () => {
  it('wait for their second key', () => {
    const library = pressing(['Mod+1', 'g l'])
    const registry = started(['All', 'everywhere', library, pressing('g g')])
    expect(registry.press(event('g'))).toBe('taken')
    expect(registry.begun).toEqual([
      { keys: 'g l', words: library.words },
      { keys: 'g g', words: 'does g g' },
    ])
    registry.press(event('Shift'))
    registry.press(event('l'))
    expect(library.onPress).toHaveBeenCalledOnce()
    expect(registry.begun).toEqual([])
  })

  it('end at a wrong key, which then does nothing', () => {
    const [library, one] = [pressing('g l'), pressing('1')]
    const registry = started(['All', 'everywhere', library, one])
    registry.press(event('g'))
    expect(registry.press(event('1'))).toBe('none')
    registry.press(event('l'))
    expect(one.onPress).not.toHaveBeenCalled()
    expect(library.onPress).not.toHaveBeenCalled()
  })

  it('end after a second and a half', () => {
    const library = pressing('g l')
    const registry = started(['All', 'everywhere', library])
    const heard = vi.fn()
    registry.subscribe(heard)
    registry.press(event('g'))
    vi.advanceTimersByTime(1600)
    registry.press(event('l'))
    expect(library.onPress).not.toHaveBeenCalled()
    expect(heard).toHaveBeenCalledTimes(2)
  })
})
