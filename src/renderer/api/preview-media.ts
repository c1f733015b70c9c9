/** Addresses of what the tuning screen shows; each is fixed for as long as its preview or sweep is kept. */

/** The result. */
export const resultUrl = (preview: string): string => `/media/preview/${preview}/picture`

/** What the result would be, as seen after a denoising step: one pixel for each latent. */
export const predictedUrl = (preview: string, step: number): string => `/media/preview/${preview}/predicted/${step}`

/** As the model saw them: cropped and resized. */
export const seenUrl = (preview: string, which: 'content' | 'reference'): string => `/media/preview/${preview}/${which}`

/** Similarities, targets and what was filtered, as bytes; `FilterIndex` says what lies where. */
export const filterUrl = (preview: string): string => `/media/preview/${preview}/filter`

/** Train ids at the latents' size, of content and reference, a byte each. */
export const classesUrl = (preview: string): string => `/media/preview/${preview}/classes`

export const cellUrl = (sweep: string, cell: number): string => `/media/sweep/${sweep}/${cell}`

/** The whole grid as one labelled PNG. */
export const sheetUrl = (sweep: string): string => `/media/sweep/${sweep}/sheet`
