import { hashShare } from '../geometry/random.ts'
import type { Facade } from '../geometry/surfaces.ts'
import type { Street } from '../street.ts'

/** The visible point that is being painted, and what it gets: one object, reused for every sample. */
export class PaintPoint {
  /** World coordinates and the lateral position in the street, metres. */
  x = 0
  y = 0
  z = 0
  lateral = 0
  normalX = 0
  normalY = 0
  normalZ = 0
  /** Metres that a sample covers across the view, and along a surface seen at a flat angle. */
  footprint = 0
  flatFootprint = 0
  face = 0
  /** The colour key of its part and its light at night. */
  key = 0
  glow = 0
  facade: Facade | null = null
  readonly street: Street
  /** Offsets the textures, so that streets differ. */
  readonly offset: number

  /** The road's character, the same all along the street: strength of its grain and of its blotches, and setts instead of asphalt. */
  readonly roadGrain: number
  readonly roadBlotches: number
  readonly cobbled: boolean

  /** The colour of its part, and after painting that of the point: reflectance in linear light. */
  red = 0
  green = 0
  blue = 0
  /** 0 dull to 1 mirror. */
  gloss = 0
  /** Light that it gives at night, 0 to 1, and the tint of that light: 0 its own colour, 1 warm, 2 neutral, 3 cold. */
  emission = 0
  tint = 0

  constructor(street: Street, offset: number) {
    this.street = street
    this.offset = offset
    this.roadGrain = 0.05 + 0.15 * hashShare(street.seed, 92)
    this.roadBlotches = 0.04 + 0.13 * hashShare(street.seed, 93)
    this.cobbled = street.district === 'old town' && hashShare(street.seed, 94) < 0.5
  }

  shade(factor: number): void {
    this.red *= factor
    this.green *= factor
    this.blue *= factor
  }

  blend(red: number, green: number, blue: number, share: number): void {
    this.red += (red - this.red) * share
    this.green += (green - this.green) * share
    this.blue += (blue - this.blue) * share
  }
}
