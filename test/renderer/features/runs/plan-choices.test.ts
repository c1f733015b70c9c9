import { describe, expect, it } from 'vitest'
import { planRequestSchema } from '../../../../src/shared/runs.ts'
import { planChoices, planRequest, type Supplies } from '../../../../src/renderer/features/runs/plan/plan-choices.ts'
import { asPlanDraft, plainDraft } from '../../../../src/renderer/features/runs/plan/plan-draft.ts'

const board = (id: number, fog: number, night: number) => ({
  ...{ id, name: `Board ${id}`, createdUtc: '' },
  references: { fog, night, rain: 0, snow: 0 },
})
const source = (id: number, layout: string, labelled: number) => ({ id, name: layout, layout, labelled }) as never
const model = (id: string, demonstration: boolean, chosen: boolean) =>
  ({ id, path: `/models/${id}`, demonstration, chosen, problems: [] }) as never

const supplies: Supplies = {
  boards: [board(1, 0, 0), board(2, 3, 2), board(3, 1, 0)],
  currentBoard: 3,
  sources: [source(1, 'acdc', 4000), source(2, 'gta5', 12)],
  gallery: { filter: { labelled: true }, labelled: 7 },
  selection: [],
  models: [model('embedded', true, false), model('sd', false, true)],
  device: { provider: 'auto', precision: 'auto' },
}

describe('what a plan leaves open', () => {
  it('is filled with the board that is worked on, synthetic content, the chosen model and its usual preset', () => {
    const choices = planChoices(plainDraft, supplies)
    expect(choices).toMatchObject({
      ...{ name: 'Board 3', board: { id: 3 }, conditions: ['fog'], contents: { source: 2 } },
      ...{ available: 12, perReference: 12, model: { id: 'sd' } },
    })
    expect(choices.presetOf('fog')).toEqual({ preset: 'paper' })
  })

  it('takes as many frames per reference as there are different ones', () => {
    const draft = asPlanDraft({ board: 2, strategy: 'uniform' })
    expect(planChoices(draft, supplies)).toMatchObject({ references: 5, perReference: 4 })
  })

  it('falls back where what was stored is not there any more', () => {
    const draft = asPlanDraft({ board: 99, contents: { source: 99 }, model: 'gone', strategy: 'alphabetic' })
    expect(draft.strategy).toBe('ordered-repeat')
    expect(planChoices(draft, supplies)).toMatchObject({
      board: { id: 3 },
      contents: { source: 2 },
      model: { id: 'sd' },
    })
    expect(planChoices(asPlanDraft({ contents: 'selection' }), supplies).contents).toEqual({ source: 2 })
  })
})

describe('what is asked of the application', () => {
  const requestOf = (stored: unknown, with_: Supplies = supplies) => {
    const draft = asPlanDraft(stored)
    return planRequest(draft, planChoices(draft, with_), with_)
  }

  it('is what the contract takes, with a preset for each column that is taken', () => {
    const presets = { fog: { preset: 'Fog, dense', version: 2 } }
    const planned = requestOf({ board: 2, leftOut: ['night'], presets, size: [64, 128] })
    if (!('request' in planned)) throw new Error('expected a request')
    expect(planRequestSchema.parse(planned.request)).toMatchObject({
      ...{ board: 2, conditions: ['fog'], contents: { sources: [2] }, model: '/models/sd', size: [64, 128] },
      presets: { fog: { preset: 'Fog, dense', version: 2 } },
      sampling: { strategy: 'ordered-repeat', perReference: 12 },
    })
  })

  it('names the gallery’s filter or the pictures themselves', () => {
    expect(requestOf({ contents: 'gallery' })).toMatchObject({ request: { contents: { filter: { labelled: true } } } })
    expect(requestOf({ contents: 'selection' }, { ...supplies, selection: [5, 6] })).toMatchObject({
      request: { contents: { images: [5, 6] }, sampling: { perReference: 2 } },
    })
  })

  it('names no path for the model that comes with the application', () => {
    expect(requestOf({ model: 'embedded' })).toMatchObject({
      request: { model: null, presets: { fog: { preset: 'demonstration' } } },
    })
  })

  it('says what is missing, and what to do', () => {
    expect(requestOf({ board: 1 })).toEqual({
      blocked: 'The style board Board 1 has no references yet. Put some on it.',
    })
    expect(requestOf({ leftOut: ['fog'] })).toEqual({ blocked: 'No condition with references is taken. Tick one.' })
    expect(requestOf({}, { ...supplies, boards: [] })).toHaveProperty('blocked')
    expect(requestOf({}, { ...supplies, sources: [] })).toHaveProperty('blocked')
    expect(requestOf({ name: ' ' })).toEqual({ blocked: 'The run has no name. Give it one.' })
  })
})
