import type { Pair } from '../../../../shared/tuning.ts'
import { api } from '../../../api.ts'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { pairOfPictures } from './role.ts'

/** What is selected as a pair: both of two pictures, else the one that keys act at. */
export async function pairOfSelection(images: ReadonlySet<number>, cursor: number | null): Promise<Partial<Pair>> {
  const meant = images.size === 2 ? [...images] : [cursor ?? [...images][0]].filter((image) => image !== undefined)
  return pairOfPictures(await Promise.all(meant.map((image) => api.gallery.image({ image }))))
}

/** Opens the tuning screen with these pictures; the one of the pair that is not named stays as it was. */
export function useTuneWith(): (pair: Partial<Pair>) => void {
  const { go } = useNavigation()
  return (pair) => {
    const query = Object.fromEntries(Object.entries(pair).map(([role, image]) => [role, String(image)]))
    if (Object.keys(query).length > 0) go({ screen: 'tuning', query })
  }
}
