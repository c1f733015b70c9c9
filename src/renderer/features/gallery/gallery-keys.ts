import { pickConditions } from '../../../shared/conditions.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import type { PressBinding } from '../../shell/keys/key-registry.ts'
import { conditionNames } from '../../ui/conditions/condition-icon.tsx'
import { movingKeys } from './selection/cursor-moves.ts'

const arrows = movingKeys.filter((key) => key.startsWith('Arrow'))
const jumps = movingKeys.filter((key) => !key.startsWith('Arrow'))
const withModifier = (modifier: string) => movingKeys.map((key) => `${modifier}+${key}`)

interface GalleryActions {
  readonly move: (key: string, how: 'select' | 'extend' | 'walk') => void
  readonly toggleCursor: () => void
  readonly selectAll: () => void
  readonly clearSelection: () => void
  readonly openLoupe: () => void
}

/** Keys of the grid. */
export function gridKeys(actions: GalleryActions): readonly PressBinding[] {
  const moving = (how: Parameters<GalleryActions['move']>[1]) => ({
    onPress: ({ key }: KeyboardEvent) => actions.move(key, how),
    isRepeated: true,
  })
  return [
    { keys: ['Space', 'Enter'], words: 'Look at the picture in the loupe', onPress: actions.openLoupe },
    { keys: arrows, words: 'Go to a picture and select it', ...moving('select') },
    { keys: jumps, words: 'Go to the first or last, or by a page', ...moving('select') },
    { keys: withModifier('Shift'), words: 'Select up to a picture', ...moving('extend') },
    { keys: withModifier('Mod'), words: 'Go without selecting', ...moving('walk') },
    { keys: 'Mod+Space', words: 'Select the picture, or leave it out', onPress: actions.toggleCursor },
    { keys: 'Mod+a', words: 'Select all', onPress: actions.selectAll },
    { keys: 'Escape', words: 'Clear the selection', onPress: actions.clearSelection },
  ]
}

/** Keys of the board, the same in grid and loupe. */
export function boardKeys(
  put: (condition: PickCondition) => void,
  step: (direction: 'undo' | 'redo') => void,
): readonly PressBinding[] {
  return [
    ...pickConditions.map((condition, index) => ({
      keys: String(index + 1),
      words: `Put on ${conditionNames[condition].toLowerCase()}, or take off`,
      onPress: () => put(condition),
    })),
    { keys: 'Mod+z', words: 'Take back the last change of the board', onPress: () => step('undo') },
    { keys: ['Mod+Shift+z', 'Mod+y'], words: 'Do it again', onPress: () => step('redo') },
  ]
}
