import { describe, expect, it } from 'vitest'
import { groupsOf, isGroupPressed, type PressedKey } from '../../../../src/renderer/shell/keys/combination.ts'

const pressed = (key: string, more: Partial<PressedKey> = {}): PressedKey => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

const isPressed = (combination: string, event: PressedKey, isMac = false): boolean =>
  isGroupPressed(groupsOf(combination)[0]!, event, isMac)

describe('takes', () => {
  it.each([
    ['1', pressed('1', { code: 'Digit1' })],
    ['1', pressed('1', { code: 'Numpad1' })],
    ['a', pressed('a')],
    ['a', pressed('A')],
    ['Space', pressed(' ')],
    ['Shift+ArrowLeft', pressed('ArrowLeft', { shiftKey: true })],
    ['Mod+1', pressed('1', { ctrlKey: true })],
    ['Mod+Shift+z', pressed('Z', { ctrlKey: true, shiftKey: true })],
  ])('%s', (combination, event) => {
    expect(isPressed(combination, event)).toBe(true)
  })

  it('signs wherever the layout has them', () => {
    expect(isPressed('?', pressed('?', { shiftKey: true, code: 'Slash' }))).toBe(true)
    expect(isPressed('?', pressed('?', { code: 'KeyM' }))).toBe(true)
    expect(isPressed('/', pressed('/', { shiftKey: true, code: 'Digit7' }))).toBe(true)
    expect(isPressed('?', pressed('?', { ctrlKey: true, altKey: true }))).toBe(true)
  })

  it('letters and digits by their place where the layout writes others', () => {
    expect(isPressed('g', pressed('п', { code: 'KeyG' }))).toBe(true)
    expect(isPressed('1', pressed('&', { code: 'Digit1' }))).toBe(true)
  })

  it('Command for Mod on a Mac', () => {
    expect(isPressed('Mod+1', pressed('1', { metaKey: true }), true)).toBe(true)
    expect(isPressed('Mod+1', pressed('1', { ctrlKey: true }), true)).toBe(false)
  })
})

describe('refuses', () => {
  it.each([
    ['a', pressed('a', { ctrlKey: true })],
    ['a', pressed('A', { shiftKey: true })],
    ['1', pressed('!', { shiftKey: true, code: 'Digit1' })],
    ['ArrowLeft', pressed('ArrowLeft', { shiftKey: true })],
    ['Mod+1', pressed('1', { ctrlKey: true, altKey: true })],
    ['Mod+1', pressed('1', { ctrlKey: true, metaKey: true })],
    ['a', pressed('q', { code: 'KeyA' })],
  ])('what is not %s', (combination, event) => {
    expect(isPressed(combination, event)).toBe(false)
  })

  it('a modifier that is none', () => {
    expect(() => groupsOf('Ctrl+1')).toThrow('Expected Mod, Alt or Shift before a key but found Ctrl in Ctrl+1')
  })
})
