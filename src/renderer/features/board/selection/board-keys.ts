import type { PickCondition } from '../../../../shared/gallery.ts'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { KeyBinding } from '../../../shell/keys/key-registry.ts'
import type { Arrow } from './places.ts'

export interface KeyActions {
  readonly walk: (arrow: Arrow, isExtending: boolean) => void
  readonly selectColumn: () => void
  readonly clear: () => void
  readonly open: () => void
  readonly take: () => void
  readonly tune: () => void
  /** Within the column. */
  readonly shift: (by: -1 | 1) => void
  /** To the column beside. */
  readonly carry: (by: -1 | 1) => void
  readonly toggle: (condition: PickCondition) => void
  readonly step: (direction: 'undo' | 'redo') => void
}

const arrows: readonly Arrow[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']

/** Every key of the style board. */
export const boardKeys = (actions: KeyActions): readonly KeyBinding[] => [
  {
    keys: arrows,
    words: 'Go to a reference and select it',
    onPress: ({ key }) => actions.walk(key as Arrow, false),
    isRepeated: true,
  },
  {
    keys: arrows.map((arrow) => `Shift+${arrow}`),
    words: 'Select up to a reference of the column',
    onPress: ({ key }) => actions.walk(key as Arrow, true),
    isRepeated: true,
  },
  { keys: 'Mod+a', words: 'Select all of the column', onPress: actions.selectColumn },
  { keys: 'Escape', words: 'Clear the selection', onPress: actions.clear },
  { keys: ['Space', 'Enter'], words: 'Look at the reference in the loupe', onPress: actions.open },
  { keys: 't', words: 'Tune with the reference', onPress: actions.tune },
  { keys: ['Delete', 'Backspace'], words: 'Take the selection off the board', onPress: actions.take },
  {
    keys: 'Alt+ArrowUp',
    words: 'Move the selection towards the beginning',
    onPress: () => actions.shift(-1),
    isRepeated: true,
  },
  {
    keys: 'Alt+ArrowDown',
    words: 'Move the selection towards the end',
    onPress: () => actions.shift(1),
    isRepeated: true,
  },
  { keys: 'Alt+ArrowLeft', words: 'Move the selection to the column left of it', onPress: () => actions.carry(-1) },
  { keys: 'Alt+ArrowRight', words: 'Move the selection to the column right of it', onPress: () => actions.carry(1) },
  ...pickConditions.map((condition, index) => ({
    keys: String(index + 1),
    words: `Put on ${condition} too, or take off`,
    onPress: () => actions.toggle(condition),
  })),
  { keys: 'Mod+z', words: 'Take back the last change of the board', onPress: () => actions.step('undo') },
  { keys: ['Mod+Shift+z', 'Mod+y'], words: 'Do it again', onPress: () => actions.step('redo') },
]
