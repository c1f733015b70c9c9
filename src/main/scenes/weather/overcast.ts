import { clamp, raised } from '../geometry/elementary.ts'
import { lightOfSurroundings, type SkyLook, type Tone } from './sky.ts'
import { tints, type Light, type LightPoint } from './weather.ts'

/** Daylight without a sun: light from the whole sky, weaker where less of it is open; lamps are on. */
export interface Overcast {
  readonly daylight: Tone
  readonly look: SkyLook
  readonly cameraHeight: number
  /** Strength of lamps against daylight, and of lit windows. */
  readonly lamps: number
  readonly windows: number
}

const mirrored: Light = { red: 0, green: 0, blue: 0 }
const strengths: Partial<Record<LightPoint['surface'], number>> = {
  headlight: 4,
  'tail light': 1.6,
  'signal lamp': 2,
  lamp: 0.4,
  plain: 0.3,
  glass: 0.15,
}

/** Writes the light of a point under an overcast sky, before the air between it and the camera. */
export function lightOvercast(
  { daylight, look, cameraHeight, lamps, windows }: Overcast,
  point: LightPoint,
  light: Light,
): void {
  const { normalX: nx, normalY: ny, normalZ: nz } = point
  const open = point.sky * point.sky * (0.62 + 0.38 * ny)
  light.red = point.red * daylight[0] * open
  light.green = point.green * daylight[1] * open
  light.blue = point.blue * daylight[2] * open
  if (point.gloss > 0.02) {
    const height = point.y - cameraHeight
    const distance = Math.sqrt(point.x * point.x + height * height + point.z * point.z)
    const along = (point.x * nx + height * ny + point.z * nz) / distance
    const strength = point.gloss * (0.1 + 0.9 * raised(clamp(1 + along, 0, 1), 3))
    lightOfSurroundings(look, height / distance - 2 * along * ny, mirrored)
    light.red += strength * mirrored.red
    light.green += strength * mirrored.green
    light.blue += strength * mirrored.blue
  }
  if (point.emission === 0) return
  const own = point.tint === 0
  const tint = tints[point.tint]!
  const strength =
    point.emission * (own || point.surface === 'glass' ? lamps * (strengths[point.surface] ?? 0.3) : windows)
  light.red += strength * (own ? point.red : tint[0])
  light.green += strength * (own ? point.green : tint[1])
  light.blue += strength * (own ? point.blue : tint[2])
}

/** Mixes in the light of the air: `through` is the share of a point's light that reaches the camera. */
export function veil(light: Light, through: number, air: Tone): void {
  light.red = light.red * through + air[0] * (1 - through)
  light.green = light.green * through + air[1] * (1 - through)
  light.blue = light.blue * through + air[2] * (1 - through)
}

/** A grey sky of about one brightness. */
export function greySky(tone: Tone, contrast: number, drift: number): SkyLook {
  const times = (factor: number): Tone => [tone[0] * factor, tone[1] * factor, tone[2] * factor]
  return {
    horizon: times(1),
    zenith: times(1 - 0.3 * contrast),
    cloud: times(1 + 0.35 * contrast),
    cloudShade: times(1 - 0.45 * contrast),
    cover: 0.9,
    softness: 2,
    drift,
  }
}
