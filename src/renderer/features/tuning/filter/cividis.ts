/**
 * Cividis (Nuñez, Anderton and Renslow 2018), dark blue to yellow: read alike by people with and without a colour vision deficiency.
 * The polynomials are those of d3-scale-chromatic (ISC).
 *
 * @param t 0 to 1
 */
export const cividis = (t: number): readonly [red: number, green: number, blue: number] => [
  byte(-4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57))))),
  byte(32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37))))),
  byte(81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67))))),
]

const byte = (value: number): number => Math.max(0, Math.min(255, Math.round(value)))

/** The colour of each of 256 steps, as a pixel of a canvas on a little-endian machine. */
export const cividisPixels: Uint32Array = Uint32Array.from({ length: 256 }, (_, step) => {
  const [red, green, blue] = cividis(step / 255)
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
})
