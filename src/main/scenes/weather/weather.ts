import type { Lamp } from '../geometry/site.ts'
import type { Random } from '../geometry/random.ts'
import type { Camera } from '../geometry/raster.ts'
import type { Surface } from '../geometry/surfaces.ts'
import type { Exposure, Sun } from '../paint/exposure.ts'
import type { Street } from '../street.ts'
import type { Picture } from './picture.ts'

/** The visible point whose light is computed: one object, reused for every point. */
export class LightPoint {
  x = 0
  y = 0
  z = 0
  normalX = 0
  normalY = 0
  normalZ = 0
  /** Reflectance in linear light, gloss 0-1. */
  red = 0
  green = 0
  blue = 0
  gloss = 0
  /** Own light: strength 0-1, its colour by tint, 0 for the point's own. */
  emission = 0
  tint = 0
  /** Shares of the sun and of the sky that reach it. */
  sun = 0
  sky = 0
  surface: Surface = 'plain'
  labelId = 0
  face = 0
}

/** Light that leaves a point, linear, and is written by the weather. */
export interface Light {
  red: number
  green: number
  blue: number
}

/** What a weather needs to know of the scene. */
export interface Surroundings {
  readonly street: Street
  readonly camera: Camera
  readonly lamps: readonly Lamp[]
  readonly exposure: Exposure
  readonly sun: Sun
  readonly seed: number
}

/** One of the conditions: how points look in it, what its sky is, and what is added over the picture. */
export interface Weather {
  /** The light of a visible point as it reaches the camera. */
  shade(point: LightPoint, light: Light): void
  /** The sky in a direction: `right` and `up` per unit ahead. */
  sky(right: number, up: number, light: Light): void
  /** Works on the whole picture before it is developed: glow, reflections, rain, flakes. */
  finish(picture: Picture): void
}

export type CreateWeather = (surroundings: Surroundings, random: Random) => Weather

/** Colours of light by tint: warm, neutral and cold lamps. */
export const tints: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 0.66, 0.32],
  [1, 0.87, 0.66],
  [0.74, 0.88, 1],
]
