import { clamp, exponential } from '../geometry/elementary.ts'
import { Random } from '../geometry/random.ts'
import { labelIds } from '../geometry/surfaces.ts'
import { addDrops, addStreaks } from './falling.ts'
import { greySky, lightOvercast, veil, type Overcast } from './overcast.ts'
import { addGlow } from './picture.ts'
import { reflectGround } from './reflection.ts'
import { lightOfSky, type Tone } from './sky.ts'
import type { CreateWeather } from './weather.ts'

const ground = new Set<number>([labelIds.road, labelIds.sidewalk, labelIds.terrain])

/** Rain: a low grey sky, dark wet surfaces that mirror the street and its lights, streaks, drops on the lens. */
export const createRain: CreateWeather = ({ camera, street, seed }, random) => {
  const brightness = random.range(0.55, 1.25)
  const cold: Tone = [0.93 + random.range(0, 0.05), 0.98, 1.05]
  const tone: Tone = [brightness * cold[0], brightness * cold[1], brightness * cold[2]]
  const daylight = brightness * random.range(0.65, 0.9)
  const overcast: Overcast = {
    daylight: [daylight * cold[0], daylight * cold[1], daylight * cold[2]],
    look: greySky(tone, random.range(0.3, 0.8), random.range(0, 9)),
    cameraHeight: camera.cameraHeight,
    lamps: random.range(0.7, 1.3),
    windows: random.range(0.15, 0.4),
  }
  const air: Tone = [tone[0] * 0.95, tone[1] * 0.95, tone[2] * 0.95]
  const reach = random.range(140, 380)
  const wetness = random.range(0.55, 1)
  const drops = random.chance(0.55) ? random.integer(3, 14) : 0
  const stream = random.integer(0, 1 << 20)
  return {
    shade(point, light) {
      const wet = ground.has(point.labelId) ? 0.55 : 1 - 0.25 * clamp(point.normalY, 0, 1) - 0.08
      const grey = (point.red + point.green + point.blue) / 3
      point.red = (point.red * 0.85 + grey * 0.15) * wet
      point.green = (point.green * 0.85 + grey * 0.15) * wet
      point.blue = (point.blue * 0.85 + grey * 0.15) * wet
      if (!ground.has(point.labelId)) point.gloss = Math.max(point.gloss, 0.06)
      lightOvercast(overcast, point, light)
      veil(light, exponential(-point.z / reach), air)
    },
    sky: (right, up, light) => lightOfSky(overcast.look, right, up, light),
    finish(picture) {
      addGlow(picture, 0.85, 0.3)
      reflectGround(picture, camera, street, wetness)
      const falling = new Random(seed, stream)
      addStreaks(picture, falling, tone)
      addDrops(picture, falling, drops)
    },
  }
}
