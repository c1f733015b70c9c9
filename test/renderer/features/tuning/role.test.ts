import { describe, expect, it } from 'vitest'
import { pairOfPictures } from '../../../../src/renderer/features/tuning/pair/role.ts'

const street = { id: 1, condition: 'clear' } as const
const snow = { id: 2, condition: 'snow' } as const
const fog = { id: 3, condition: 'fog' } as const

describe('pictures that are opened in tuning', () => {
  it('are content in clear weather and reference in any other', () => {
    expect(pairOfPictures([street])).toEqual({ content: 1 })
    expect(pairOfPictures([snow])).toEqual({ reference: 2 })
  })

  it('are a pair, whichever was selected first', () => {
    expect(pairOfPictures([snow, street])).toEqual({ content: 1, reference: 2 })
  })

  it('are the first of each role', () => {
    expect(pairOfPictures([fog, snow])).toEqual({ reference: 3 })
  })
})
