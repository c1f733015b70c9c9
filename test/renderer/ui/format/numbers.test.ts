import { describe, expect, it } from 'vitest'
import {
  bytes,
  count,
  counted,
  dateTime,
  duration,
  measure,
  pixels,
  rate,
  share,
  timeLeft,
} from '../../../../src/renderer/ui/format/numbers.ts'

/** With plain spaces, as a person types them. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

it('number and unit never stand on two lines', () => {
  for (const text of [
    pixels(1024, 512),
    bytes(3.4e9),
    rate(38, 'images'),
    duration(150),
    share(0.3),
    counted(2, 'image'),
  ])
    expect(text).not.toContain(' ')
})

it('counts in groups of three', () => {
  expect(count(44192)).toBe('44,192')
  expect(plain(counted(1, 'image'))).toBe('1 image')
  expect(plain(counted(0, 'image'))).toBe('0 images')
  expect(plain(counted(1284, 'class', 'classes'))).toBe('1,284 classes')
})

it('sizes of pictures are width by height', () => {
  expect(plain(pixels(1024, 512))).toBe('1,024 × 512 pixels')
})

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [999.6, '1 kB'],
  [212_400, '212 kB'],
  [999_700, '1 MB'],
  [2.14e6, '2.1 MB'],
  [38.2e6, '38 MB'],
  [3.44e9, '3.4 GB'],
  [23.2e9, '23.2 GB'],
  [24e9, '24 GB'],
  [99.96e9, '100 GB'],
  [612e9, '612 GB'],
  [1.52e12, '1.5 TB'],
])('%d bytes are %s', (value, text) => {
  expect(plain(bytes(value))).toBe(text)
})

it.each([
  [38, '38 images/s'],
  [2.54, '2.5 images/s'],
  [1204.4, '1,204 images/s'],
  [412 / 3600, '412 images/h'],
])('%d a second is %s', (perSecond, text) => {
  expect(plain(rate(perSecond, 'images'))).toBe(text)
})

it.each([
  [-1, '0 s'],
  [0.04, '0 s'],
  [8.71, '8.7 s'],
  [9.97, '10 s'],
  [59.7, '1 min'],
  [150, '2 min 30 s'],
  [120.2, '2 min'],
  [599.6, '10 min'],
  [2700, '45 min'],
  [3599, '1 h'],
  [21_840, '6 h 04 min'],
  [57_420, '15 h 57 min'],
  [172_790, '2 days'],
  [270_000, '3 days 3 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(plain(duration(seconds))).toBe(text)
})

it('says what is left of a task until it ends', () => {
  expect(plain(timeLeft(150))).toBe('2 min 30 s left')
  expect(timeLeft(0.4)).toBe('ending')
})

describe('shares', () => {
  it.each([
    [0.3126, '31.3 %'],
    [0.05, '5.0 %'],
    [0, '0 %'],
    [1, '100 %'],
    [0.0004, '< 0.1 %'],
    [0.9996, '> 99.9 %'],
    [0.999, '99.9 %'],
  ])('%d is %s', (value, text) => {
    expect(plain(share(value))).toBe(text)
  })

  it('of settings are whole', () => {
    expect(plain(share(0.32, 0))).toBe('32 %')
    expect(plain(share(0.004, 0))).toBe('< 1 %')
    expect(plain(share(0.997, 0))).toBe('> 99 %')
  })
})

it('measures have two decimals', () => {
  expect(measure(0.7)).toBe('0.70')
})

it('times are where the person is', () => {
  expect(dateTime(new Date(2025, 10, 22, 9, 14))).toBe('22 Nov 2025, 09:14')
})
