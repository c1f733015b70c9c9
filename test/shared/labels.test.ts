import { describe, expect, it } from 'vitest'
import {
  classColours,
  classNames,
  isTrainId,
  labelIdOfTrainId,
  labelOfColour,
  labels,
  trainIdOfClassName,
  trainIdOfColour,
  trainIdOfLabelId,
  trainIds,
  VOID,
} from '../../src/shared/labels.ts'

describe('the Cityscapes label table', () => {
  it('maps the 19 evaluated label ids to train ids and all other ids to void', () => {
    const evaluated = [7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33]
    for (let id = -1; id < 256; id++) {
      const position = evaluated.indexOf(id)
      expect(trainIdOfLabelId(id), `label id ${id}`).toBe(position < 0 ? VOID : position)
    }
    expect(trainIds.map(labelIdOfTrainId)).toEqual(evaluated)
    expect(labelIdOfTrainId(VOID)).toBe(0)
  })

  it('names and colours the classes in train-id order', () => {
    expect(classNames).toHaveLength(19)
    expect(labels).toHaveLength(35)
    for (const trainId of trainIds) {
      const label = labels.find((entry) => entry.trainId === trainId)
      expect(label?.name).toBe(classNames[trainId])
      expect(label?.colour).toEqual(classColours[trainId])
    }
    expect(trainIdOfClassName('bicycle')).toBe(18)
    expect([-1, 0, 18, 19, 0.5, VOID].map(isTrainId)).toEqual([false, true, true, false, false, false])
  })

  it('resolves shared colours to the evaluated class and blends to nothing', () => {
    expect(trainIdOfColour(0, 0, 142)).toBe(trainIdOfClassName('car'))
    expect(trainIdOfColour(153, 153, 153)).toBe(trainIdOfClassName('pole'))
    expect(trainIdOfColour(0, 0, 0)).toBe(VOID)
    expect(labelOfColour(250, 170, 160)?.name).toBe('parking')
    expect(labelOfColour(129, 64, 128)).toBeUndefined()
    expect(trainIdOfColour(129, 64, 128)).toBe(VOID)
  })
})
