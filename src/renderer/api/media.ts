/** Addresses of pictures, the same in a window and in a browser. */

/** At most 384 pixels a side. */
export const thumbnailUrl = (image: number): string => `/media/thumbnail/${image}`

/** The whole picture. */
export const imageUrl = (image: number): string => `/media/image/${image}`

/** The train ids of its label as grey values, 255 for void: to be drawn on a canvas and given colours. */
export const labelUrl = (image: number): string => `/media/label/${image}`

/** At most so many pictures in a row. */
export const MAX_ROW = 40

/** Thumbnails side by side, each covering `width` x `height` pixels; one that is not there yet is transparent. */
export const rowUrl = (images: readonly number[], width: number, height: number): string =>
  `/media/row?ids=${images.join(',')}&width=${width}&height=${height}`

/** What a transfer made: the whole picture, and one of at most 384 pixels a side. */
export const resultUrl = (transfer: number): string => `/media/result/${transfer}`
export const resultThumbnailUrl = (transfer: number): string => `/media/result-thumbnail/${transfer}`

/** Results side by side in one picture, as `rowUrl` has thumbnails. */
export const resultRowUrl = (transfers: readonly number[], width: number, height: number): string =>
  `/media/result-row?ids=${transfers.join(',')}&width=${width}&height=${height}`
