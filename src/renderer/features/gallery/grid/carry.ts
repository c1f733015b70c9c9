/** What is carried from the gallery: the ids of pictures, as JSON. */
const CARRIED_TYPE = 'application/x-weatherglass-pictures'

export function carryPictures({ dataTransfer }: DragEvent, images: readonly number[]): void {
  dataTransfer?.setData(CARRIED_TYPE, JSON.stringify(images))
  if (dataTransfer) dataTransfer.effectAllowed = 'copy'
}

/** Whether a drag brings pictures: what they are is only told when they are dropped. */
export const bringsPictures = ({ dataTransfer }: DragEvent): boolean =>
  dataTransfer?.types.includes(CARRIED_TYPE) ?? false

/** The pictures that were dropped; none where it was something else. */
export function droppedPictures({ dataTransfer }: DragEvent): readonly number[] {
  const text = dataTransfer?.getData(CARRIED_TYPE)
  return text ? (JSON.parse(text) as readonly number[]) : []
}
