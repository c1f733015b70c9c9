import { describe, expect, it } from 'vitest'
import { colours, customProperty, themeNames, type ColourTokens } from '../../../src/renderer/theme/tokens.ts'
import { contrast } from './contrast.ts'

type Token = keyof ColourTokens

const surfaces = ['canvas', 'pane', 'raised', 'selected', 'field'] as const
const texts = ['text', 'second', 'third', 'accent', 'good', 'bad', 'warning'] as const
const conditions = ['fog', 'night', 'rain', 'snow', 'clear'] as const
const greys = [...surfaces, 'text', 'second', 'third', 'controlEdge', 'hairline'] as const

const lowest = (token: Token, tokens: ColourTokens): number =>
  Math.min(...surfaces.map((surface) => contrast(tokens[token], tokens[surface])))

it('contrast is measured as WCAG does', () => {
  expect(contrast('#000000', '#FFFFFF')).toBe(21)
  expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2)
})

describe.each(themeNames)('the %s theme', (name) => {
  const tokens = colours[name]

  it.each([...texts, ...conditions])('%s can be read on every surface: 4.5', (token) => {
    expect(lowest(token, tokens)).toBeGreaterThanOrEqual(4.5)
  })

  it('words on brass can be read: 4.5', () => {
    expect(contrast(tokens.accent, tokens.onAccent)).toBeGreaterThanOrEqual(4.5)
  })

  it('the edge of a control can be seen on every surface: 3', () => {
    expect(lowest('controlEdge', tokens)).toBeGreaterThanOrEqual(3)
  })

  it('the lighter surface of two neighbours can be told from the darker', () => {
    for (const [one, other] of [
      ['canvas', 'pane'],
      ['pane', 'selected'],
      ['raised', 'selected'],
    ] as const)
      expect(contrast(tokens[one], tokens[other])).toBeGreaterThan(1.1)
  })

  it.each(greys)('%s has no tint', (token) => {
    const [, red, green, blue] = /^#(..)(..)(..)$/.exec(tokens[token])!
    expect([red, green]).toEqual([green, blue])
  })
})

it.each([
  ['dark', 'text', 10.6],
  ['dark', 'second', 6.3],
  ['dark', 'third', 4.8],
  ['dark', 'accent', 6.5],
  ['dark', 'bad', 5],
  ['light', 'text', 12.4],
  ['light', 'second', 6.9],
  ['light', 'third', 4.8],
  ['light', 'accent', 5],
  ['light', 'bad', 4.7],
] as const)('in the %s theme the lowest contrast of %s is %d', (name, token, expected) => {
  expect(Math.abs(lowest(token, colours[name]) - expected)).toBeLessThan(0.06)
})

it('a token is a custom property by its own name', () => {
  expect(customProperty('canvas')).toBe('--canvas')
  expect(customProperty('controlEdge')).toBe('--control-edge')
})
