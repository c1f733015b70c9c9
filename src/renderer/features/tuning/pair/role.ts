import type { ImageDetail } from '../../../../shared/gallery.ts'
import type { Pair } from '../../../../shared/tuning.ts'

/** What an image of the pair is. */
export type Role = keyof Pair

/** What a picture is tuned as: one in clear weather is restyled, one in fog, night, rain or snow lends its style. */
export const roleOf = ({ condition }: Pick<ImageDetail, 'condition'>): Role =>
  condition === 'clear' ? 'content' : 'reference'

/** Of several pictures the first one for each role. */
export function pairOfPictures(pictures: readonly Pick<ImageDetail, 'id' | 'condition'>[]): Partial<Pair> {
  const firstAs = (role: Role) => pictures.find((picture) => roleOf(picture) === role)?.id
  const [content, reference] = [firstAs('content'), firstAs('reference')]
  return { ...(content !== undefined && { content }), ...(reference !== undefined && { reference }) }
}
