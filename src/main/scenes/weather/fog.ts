import { clamp, exponential } from '../geometry/elementary.ts'
import { noiseTiles, sampleNoise } from '../paint/noise.ts'
import { greySky, lightOvercast, veil, type Overcast } from './overcast.ts'
import { addGlow } from './picture.ts'
import type { Tone } from './sky.ts'
import type { CreateWeather } from './weather.ts'

/**
 * Fog after Koschmieder: a point's light falls with exp(-extinction x distance) and the air's takes its place. The
 * meteorological range is 3 / extinction: 70 to 270 m, as in the datasets.
 */
export const createFog: CreateWeather = ({ camera }, random) => {
  const extinction = random.logRange(0.011, 0.042)
  const warm = random.range(-0.03, 0.04)
  const brightness = random.range(0.55, 1.15)
  const air: Tone = [brightness * (1 + warm), brightness, brightness * (1.015 - warm)]
  const daylight = brightness * random.range(0.7, 1)
  const overcast: Overcast = {
    daylight: [daylight, daylight, daylight * 1.02],
    look: greySky(air, 0.05, random.range(0, 9)),
    cameraHeight: camera.cameraHeight,
    lamps: random.range(0.6, 1.4),
    windows: random.range(0.1, 0.35),
  }
  const drift = random.range(0, 5)
  const { cloud } = noiseTiles()
  return {
    shade(point, light) {
      lightOvercast(overcast, point, light)
      const banks = 1 + 0.12 * sampleNoise(cloud, point.x / 90 + drift, point.z / 140, 0.01)
      const high = 1 + 0.08 * clamp(point.y / 20, 0, 1)
      veil(light, exponential(-extinction * banks * point.z), [air[0] * high, air[1] * high, air[2] * high])
    },
    sky(right, up, light) {
      const soft = 1 + 0.025 * sampleNoise(cloud, right * 0.2 + drift, up * 0.35, 0.01)
      const rise = soft * (1 + 0.1 * clamp(up * 1.6, 0, 1))
      light.red = air[0] * rise
      light.green = air[1] * rise
      light.blue = air[2] * rise
    },
    finish: (picture) => addGlow(picture, 1.15, 0.5),
  }
}
