import { exponential } from '../geometry/elementary.ts'
import { addGlow } from './picture.ts'
import { lightOfSky, lightOfSurroundings, type SkyLook } from './sky.ts'
import type { CreateWeather, Light } from './weather.ts'

/** A dry day with the sun out: warm light, blue shade, hard shadows, a little haze far away. */
export const createClear: CreateWeather = ({ sun, camera }, random) => {
  const warmth = random.range(0, 1)
  const sunlight = [2.5 + 0.3 * warmth, 2.4, 2.2 - 0.55 * warmth] as const
  const skylight = [0.6, 0.7, 0.88 - 0.14 * warmth] as const
  const look: SkyLook = {
    horizon: [0.72, 0.9, 1.12],
    zenith: [random.range(0.07, 0.16), random.range(0.24, 0.38), random.range(0.8, 1.05)],
    cloud: [2.3, 2.25, 2.2],
    cloudShade: [0.85, 0.92, 1.02],
    cover: random.range(0.25, 0.72),
    softness: random.range(0.9, 2),
    drift: random.range(0, 9),
  }
  const haze = random.range(500, 1100)
  const mirrored: Light = { red: 0, green: 0, blue: 0 }
  return {
    shade(point, light) {
      const { normalX: nx, normalY: ny, normalZ: nz } = point
      const facing = nx * sun.x + ny * sun.y + nz * sun.z
      const leaf = point.surface === 'foliage'
      const direct = point.sun * Math.max(0, leaf ? 0.35 + 0.65 * facing : facing)
      const open = point.sky * (0.62 + 0.38 * ny)
      const bounce = 0.16 * (1 - ny) * point.sky
      light.red = point.red * (sunlight[0] * direct + skylight[0] * open + bounce * 1.1)
      light.green = point.green * (sunlight[1] * direct + skylight[1] * open + bounce)
      light.blue = point.blue * (sunlight[2] * direct + skylight[2] * open + bounce * 0.9)
      if (point.gloss > 0.02) {
        const height = point.y - camera.cameraHeight
        const distance = Math.sqrt(point.x * point.x + height * height + point.z * point.z)
        const along = (point.x * nx + height * ny + point.z * nz) / distance
        const rx = point.x / distance - 2 * along * nx
        const ry = height / distance - 2 * along * ny
        const rz = point.z / distance - 2 * along * nz
        const fresnel = 0.12 + 0.88 * (1 + along) * (1 + along) * (1 + along)
        lightOfSurroundings(look, ry, mirrored)
        const glint = Math.max(0, rx * sun.x + ry * sun.y + rz * sun.z - 0.93) / 0.07
        const strength = point.gloss * fresnel
        const spot = point.sun * point.gloss * glint * glint * 1.6
        light.red += strength * mirrored.red + spot
        light.green += strength * mirrored.green + spot
        light.blue += strength * mirrored.blue + spot
      }
      if (point.emission > 0 && point.tint === 0) {
        const own = 0.7 * point.emission
        light.red += point.red * own
        light.green += point.green * own
        light.blue += point.blue * own
      }
      const through = exponential(-point.z / haze)
      light.red = light.red * through + look.horizon[0] * (1 - through)
      light.green = light.green * through + look.horizon[1] * (1 - through)
      light.blue = light.blue * through + look.horizon[2] * (1 - through)
    },
    sky: (right, up, light) => lightOfSky(look, right, up, light),
    finish: (picture) => addGlow(picture, 1.9, 0.12),
  }
}
