import { clamp, exponential, smoothstep } from '../geometry/elementary.ts'
import { Random, hashShare } from '../geometry/random.ts'
import { labelIds } from '../geometry/surfaces.ts'
import { noiseTiles, sampleNoise } from '../paint/noise.ts'
import type { Exposure } from '../paint/exposure.ts'
import type { Street } from '../street.ts'
import { addFlakes } from './falling.ts'
import { greySky, lightOvercast, veil, type Overcast } from './overcast.ts'
import { addGlow } from './picture.ts'
import { lightOfSky, type Tone } from './sky.ts'
import type { CreateWeather, LightPoint } from './weather.ts'

interface SnowCover {
  readonly street: Street
  readonly exposure: Exposure
  /** Share of the ground that lies under snow, and how much of it the traffic left on the road. */
  readonly depth: number
  readonly onRoad: number
  readonly focal: number
}

/** Share of a point that is under snow. */
function coverOf({ street, exposure, depth, onRoad, focal }: SnowCover, point: LightPoint): number {
  const { rough, cloud } = noiseTiles()
  const lateral = point.x - street.bend * point.z * point.z
  if (point.surface === 'foliage')
    return smoothstep(0.05, 0.75, point.normalY + 0.5 * (hashShare(point.face, 15) + depth - 1))
  if (point.normalY < 0.3) return 0
  const flat = (point.z * point.z) / (focal * 1.5)
  const drift = sampleNoise(rough, lateral / 5, point.z / 6, flat / 6)
  const wide = sampleNoise(cloud, lateral / 14 + 0.4, point.z / 22, flat / 22)
  const slope = smoothstep(0.3, 0.7, point.normalY)
  const fallen = exposure.fallAt(point.x, point.y, point.z)
  if (point.labelId === labelIds.road) return fallen * coverOfRoad(street, lateral, onRoad, drift, wide)
  const thin = point.surface === 'glass' ? 0.55 : point.surface === 'bodywork' ? 0.9 : 1
  return fallen * slope * thin * clamp(depth + 0.35 + 0.22 * drift + 0.15 * wide, 0, 0.97)
}

function coverOfRoad(street: Street, lateral: number, onRoad: number, drift: number, wide: number): number {
  let worn = 0
  for (const lane of street.laneCentres) {
    const track = Math.abs(Math.abs(lateral - lane.lateral) - 0.8)
    worn = Math.max(worn, 1 - smoothstep(0.22, 0.62, track + 0.08 * drift))
  }
  const edge = Math.min(lateral - street.left.kerb, street.right.kerb - lateral)
  const heap = 1 - smoothstep(0.2, 1.1, edge + 0.2 * wide)
  return clamp(onRoad + 0.25 * drift + 0.18 * wide - worn * (1.05 - 0.35 * onRoad) + 0.5 * heap, 0, 0.95)
}

/** Snow: white pavements, roofs and branches, a road with dirty wheel tracks, flakes in grey air. */
export const createSnow: CreateWeather = ({ camera, street, exposure, seed }, random) => {
  const brightness = random.range(0.8, 1.3)
  const cold: Tone = [0.96, 0.985, 1.03]
  const tone: Tone = [brightness * cold[0], brightness * cold[1], brightness * cold[2]]
  const daylight = brightness * random.range(0.8, 1.05)
  const overcast: Overcast = {
    daylight: [daylight * cold[0], daylight * cold[1], daylight * cold[2]],
    look: greySky(tone, random.range(0.08, 0.3), random.range(0, 9)),
    cameraHeight: camera.cameraHeight,
    lamps: random.range(0.6, 1.2),
    windows: random.range(0.1, 0.3),
  }
  const cover: SnowCover = {
    street,
    exposure,
    depth: random.range(0.4, 0.75),
    onRoad: random.range(0.25, 0.85),
    focal: camera.focal,
  }
  const reach = random.range(80, 280)
  const density = random.range(0.25, 1)
  const stream = random.integer(0, 1 << 20)
  const { rough, grain } = noiseTiles()
  return {
    shade(point, light) {
      const onRoad = point.labelId === labelIds.road
      const wet = onRoad ? 0.6 : 1
      const share = coverOf(cover, point)
      const texture =
        1 +
        0.05 * sampleNoise(rough, point.x / 3, point.z / 3, point.z / 900) +
        0.03 * sampleNoise(grain, point.x / 0.8, point.z / 0.8, point.z / 300)
      const white = 0.86 * texture
      const dirt = onRoad ? clamp(0.5 - 0.45 * share, 0, 0.3) : 0
      point.red = point.red * wet * (1 - share) + white * (1 - dirt) * share
      point.green = point.green * wet * (1 - share) + white * (0.995 - dirt * 1.04) * share
      point.blue = point.blue * wet * (1 - share) + white * (1.01 - dirt * 1.1) * share
      point.gloss *= 1 - share
      if (onRoad) point.gloss = 0.12 * (1 - share)
      lightOvercast(overcast, point, light)
      veil(light, exponential(-point.z / reach), tone)
    },
    sky: (right, up, light) => lightOfSky(overcast.look, right, up, light),
    finish(picture) {
      addGlow(picture, 1.2, 0.3)
      const falling = new Random(seed, stream)
      addFlakes(picture, falling, [tone[0] * 1.5, tone[1] * 1.5, tone[2] * 1.5], density)
    },
  }
}
