import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { useStoredState, type Parse } from '../../../shell/stored-state.ts'

const asImages: Parse<readonly number[]> = (stored) =>
  Array.isArray(stored) && stored.every((image) => Number.isInteger(image)) ? (stored as number[]) : undefined

/** Pictures that were handed to the plan from another screen, and how to hand some. */
export const useHandedSelection = () => useStoredState<readonly number[]>('runs/selection', [], asImages)

/** Plans a run with these pictures as content. */
export function usePlanWith(): (images: readonly number[]) => void {
  const [, hand] = useHandedSelection()
  const { go } = useNavigation()
  return (images) => {
    hand(images)
    go({ screen: 'runs', path: ['plan'], query: { contents: 'selection' } })
  }
}
