import { expect, it } from 'vitest'
import { digitKey, inRailOrder, type Screen, type ScreenId } from '../../../src/renderer/shell/screen.ts'

const screen = (id: ScreenId, letter: string): Screen => ({
  id,
  letter,
  name: id,
  Icon: (() => null) as unknown as Screen['Icon'],
  Component: () => null,
})

it('screens stand in the order of the work, however they are registered', () => {
  const ordered = inRailOrder([screen('machine', 'm'), screen('gallery', 'g'), screen('library', 'l')])
  expect(ordered.map(({ id }) => id)).toEqual(['library', 'gallery', 'machine'])
})

it('a screen keeps its digit when others are missing', () => {
  expect(digitKey('library')).toBe('Mod+1')
  expect(digitKey('machine')).toBe('Mod+8')
})

it('two screens of one letter or id are a defect', () => {
  expect(() => inRailOrder([screen('runs', 'r'), screen('review', 'r')])).toThrow('Two screens have the letter r')
  expect(() => inRailOrder([screen('runs', 'r'), screen('runs', 'u')])).toThrow('Two screens have the id runs')
})
