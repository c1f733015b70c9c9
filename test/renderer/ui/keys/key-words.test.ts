import { expect, it } from 'vitest'
import { keyCaps, keysInWords } from '../../../../src/renderer/ui/keys/key-words.ts'

it.each([
  ['Mod+Shift+z', [['Ctrl', 'Shift', 'Z']], 'Ctrl + Shift + Z'],
  ['g l', [['G'], ['L']], 'G then L'],
  ['ArrowLeft', [['←']], 'left arrow'],
  ['?', [['?']], 'question mark'],
  ['Mod++', [['Ctrl', '+']], 'Ctrl + +'],
  ['+', [['+']], '+'],
])('%s', (combination, caps, words) => {
  expect(keyCaps(combination)).toEqual(caps)
  expect(keysInWords(combination)).toBe(words)
})
