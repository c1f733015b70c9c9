import { describe, expect, it } from 'vitest'
import { MatFileError, readNumericArrays } from '../../../src/main/datasets/matlab/mat-file.ts'
import { matFile, type MatFileOptions } from './mat-files.ts'

const wanted = ['trainIds', 'valIds', 'x']
const variables = { trainIds: [1, 2, 24966], other: [5], valIds: [7], x: [] }

describe('a MATLAB level 5 file', () => {
  it.each<MatFileOptions>([
    {},
    { compressed: true },
    { storage: 'uint16' },
    { storage: 'uint16', compressed: true },
    { bigEndian: true },
    { bigEndian: true, storage: 'uint16', compressed: true },
  ])('gives its numeric arrays by name (%j)', (options) => {
    const arrays = readNumericArrays(matFile(variables, options), wanted)
    expect(Object.fromEntries(arrays)).toEqual({ trainIds: [1, 2, 24966], valIds: [7], x: [] })
  })

  it.each([
    ['is no MATLAB 5.0 file', Buffer.from('short')],
    ['is no MATLAB 5.0 file', Buffer.alloc(4096, 'x')],
    [
      'is a MATLAB 7.3 file, expected MATLAB 5.0',
      Buffer.from('MATLAB 7.3 MAT-file, Platform'.padEnd(126) + 'IM', 'latin1'),
    ],
  ])('is refused where it %s', (message, file) => {
    expect(() => readNumericArrays(file, wanted)).toThrow(new MatFileError(message))
  })

  it.each([true, false])('is read whole or refused in words, wherever it is cut off (compressed: %s)', (compressed) => {
    const file = matFile(variables, { compressed })
    for (let length = 129; length < file.length; length++) {
      try {
        const arrays = readNumericArrays(file.subarray(0, length), wanted)
        expect([...arrays.values()].flat().every(Number.isInteger)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(MatFileError)
      }
    }
  })

  it('ends with an answer or a refusal whatever byte is wrong', () => {
    for (const compressed of [true, false]) {
      const file = matFile(variables, { compressed })
      for (let at = 128; at < file.length; at++) {
        const damaged = Buffer.from(file)
        damaged[at] = damaged[at]! ^ 0xff
        try {
          readNumericArrays(damaged, wanted)
        } catch (error) {
          expect(error).toBeInstanceOf(MatFileError)
        }
      }
    }
  })
})
