import { reviewTags, type ReviewRow, type Verdict } from '../../../../shared/review.ts'
import { useKeys } from '../../../shell/keys/keys.tsx'
import type { Judgement } from '../list/review-list.ts'
import { verdictVerbs } from '../review-words.ts'
import { layerKeys, layers, layerWords, type Layer } from './layers.ts'
import { toggledTag } from './tag-list.tsx'

interface OneKeys {
  readonly row: ReviewRow | undefined
  readonly index: number
  readonly total: number
  readonly goTo: (index: number) => void
  readonly judge: (judgement: Judgement) => void
  readonly step: (direction: 'undo' | 'redo') => void
  readonly note: () => void
  readonly hold: (layer: Layer | null) => void
  readonly close: () => void
  readonly tune: (() => void) | undefined
  readonly back: () => void
}

const verdictKeys: readonly (readonly [key: string, verdict: Verdict])[] = [
  ['a', 'accept'],
  ['r', 'reject'],
  ['u', 'undecided'],
]

export function useOneKeys({ row, index, total, goTo, judge, step, note, hold, close, tune, back }: OneKeys): void {
  useKeys('Review', [
    ...verdictKeys.map(([keys, verdict]) => ({
      keys,
      words: `${verdictVerbs[verdict]}, and go to the next one to judge`,
      onPress: () => judge({ verdict }),
    })),
    ...reviewTags.map((tag, place) => ({
      keys: String(place + 1),
      words: `Tag “${tag}”, or take it off`,
      onPress: () => row && judge({ tags: toggledTag(row.tags, tag) }),
    })),
    { keys: 'n', words: 'Note', onPress: note },
    ...layers.map((layer) => ({
      keys: layerKeys[layer],
      words: layerWords[layer],
      onHold: (isHeld: boolean) => hold(isHeld ? layer : null),
    })),
    { keys: 'z', words: 'One pixel for one, or the whole picture', onPress: close },
    { keys: 'ArrowRight', words: 'Next result', onPress: () => goTo(index + 1), isRepeated: true },
    { keys: 'ArrowLeft', words: 'Result before', onPress: () => goTo(index - 1), isRepeated: true },
    { keys: 'Home', words: 'First result', onPress: () => goTo(0) },
    { keys: 'End', words: 'Last result', onPress: () => goTo(total - 1) },
    { keys: 't', words: 'Tune this pair', onPress: () => tune?.() },
    { keys: ['Escape', 'Space', 'Enter'], words: 'To the grid', onPress: back },
    { keys: 'Mod+z', words: 'Take back the last verdict', onPress: () => step('undo') },
    { keys: ['Mod+Shift+z', 'Mod+y'], words: 'Do it again', onPress: () => step('redo') },
  ])
}
