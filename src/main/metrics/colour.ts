import type { RgbImage } from '../imaging/image.ts'

/** CIELAB, `[height, width] float32` each: lightness 0 to 100, green to red, blue to yellow. */
export interface LabPlanes {
  readonly width: number
  readonly height: number
  readonly lightness: Float32Array
  readonly a: Float32Array
  readonly b: Float32Array
}

/** sRGB's transfer function (IEC 61966-2-1): linear light 0 to 1 of a sample 0 to 255. */
const linearLight = Float64Array.from({ length: 256 }, (_, sample) => {
  const value = sample / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})

const STEPS = 4096

/** CIELAB's f(t) = cbrt(t), a straight line below (6/29)^3, at t = i / STEPS; read between the entries, it is off by less than 1e-5. */
const compressed = Float64Array.from({ length: STEPS + 2 }, (_, index) => {
  const t = index / STEPS
  return t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29
})

function compress(t: number): number {
  const position = t * STEPS
  const index = Math.min(STEPS, position | 0)
  const low = compressed[index]!
  return low + (compressed[index + 1]! - low) * (position - index)
}

/**
 * The colours of a picture in CIELAB (CIE 15, white point D65), from means in linear light over blocks of `factor` x `factor`
 * pixels. Accurate to 0.01 in each coordinate.
 */
export function labPlanes(image: RgbImage, factor = 1): LabPlanes {
  const width = Math.floor(image.width / factor)
  const height = Math.floor(image.height / factor)
  const size = width * height
  const planes = { lightness: new Float32Array(size), a: new Float32Array(size), b: new Float32Array(size) }
  const { data } = image
  const scale = 1 / (factor * factor)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      let red = 0
      let green = 0
      let blue = 0
      for (let j = 0; j < factor; j++) {
        let from = ((y * factor + j) * image.width + x * factor) * 3
        for (let i = 0; i < factor; i++, from += 3) {
          red += linearLight[data[from]!]!
          green += linearLight[data[from + 1]!]!
          blue += linearLight[data[from + 2]!]!
        }
      }
      const fx = compress(((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) * scale) / 0.95047)
      const fy = compress((0.2126729 * red + 0.7151522 * green + 0.072175 * blue) * scale)
      const fz = compress(((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) * scale) / 1.08883)
      planes.lightness[to] = 116 * fy - 16
      planes.a[to] = 500 * (fx - fy)
      planes.b[to] = 200 * (fy - fz)
    }
  }
  return { width, height, ...planes }
}
