/** What is seen in place of the result and the line: held by a key, or kept on by its button. */
export const layers = ['content', 'labels', 'reference', 'result'] as const
export type Layer = (typeof layers)[number]

export const layerKeys: Readonly<Record<Layer, string>> = { content: 'c', labels: 'o', reference: 's', result: 'h' }

export const layerWords: Readonly<Record<Layer, string>> = {
  content: 'Hold to see the content',
  labels: 'Hold to see the labels over the result',
  reference: 'Hold to see the reference',
  result: 'Hold to see the bare result',
}
