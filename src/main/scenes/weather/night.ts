import { clamp, exponential } from '../geometry/elementary.ts'
import type { Lamp, LampKind } from '../geometry/site.ts'
import { addGlow } from './picture.ts'
import { lightOfSky, type SkyLook } from './sky.ts'
import { tints, type CreateWeather, type Light, type LightPoint } from './weather.ts'

type Tone = readonly [number, number, number]

/** A lamp as a light: its colour times its power, and how far it matters. */
interface Source {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly tone: Tone
  readonly towards: number
  readonly reach: number
  /** The square of the distance within which its light doesn't grow. */
  readonly size: number
}

const fixedTones: Record<Exclude<LampKind, 'street'>, readonly [power: number, tone: Tone, reach: number]> = {
  headlight: [11, [1, 0.93, 0.8], 24],
  'tail light': [1.6, [1, 0.1, 0.05], 6],
  'signal red': [1, [1, 0.12, 0.06], 6],
  'signal amber': [1, [1, 0.62, 0.12], 6],
  'signal green': [1, [0.15, 1, 0.55], 6],
  shop: [5, [1, 0.78, 0.5], 9],
}

function sourceOf(lamp: Lamp, street: Tone, power: number): Source {
  const [strength, tone, reach] = lamp.kind === 'street' ? ([power, street, 26] as const) : fixedTones[lamp.kind]
  return {
    ...lamp,
    tone: [tone[0] * strength, tone[1] * strength, tone[2] * strength],
    reach,
    size: lamp.kind === 'street' ? 2.5 : 0.8,
  }
}

const SLICE = 4
const SLICES = 64

/** By slice of the distance: the sources that reach into it. */
const bySlice = (sources: readonly Source[]): readonly (readonly Source[])[] =>
  Array.from({ length: SLICES }, (_, slice) =>
    sources.filter(({ z, reach }) => z + reach > slice * SLICE && z - reach < (slice + 1) * SLICE),
  )

function addSource(source: Source, point: LightPoint, total: Light): void {
  const dz = source.z - point.z
  const dx = source.x - point.x
  const dy = source.y - point.y
  const square = dx * dx + dy * dy + dz * dz
  if (square > source.reach * source.reach) return
  const distance = Math.sqrt(square) + 1e-6
  const facing = (point.normalX * dx + point.normalY * dy + point.normalZ * dz) / distance
  const leaf = point.surface === 'foliage' ? 0.5 : 1
  const wrapped = facing > 0 ? 0.15 + 0.85 * facing : 0.15 + 0.15 * facing
  const edge = 1 - square / (source.reach * source.reach)
  let beam = (leaf * wrapped * edge) / (square + source.size)
  if (source.towards !== 0) beam *= clamp((-dz * source.towards) / distance - 0.35, 0, 1) * (dy > -0.4 ? 1.4 : 0.35)
  else if (source.y > 3.5) beam *= clamp(0.35 + dy / distance, 0.05, 1)
  total.red += source.tone[0] * beam
  total.green += source.tone[1] * beam
  total.blue += source.tone[2] * beam
}

/** Night: a dark sky with the town's glow, street lamps, head and tail lights, lit windows; bright things glow. */
export const createNight: CreateWeather = ({ lamps, camera, street }, random) => {
  const sodium = random.pick<Tone>([
    [1, 0.58, 0.22],
    [1, 0.66, 0.32],
    [1, 0.74, 0.42],
    [1, 0.88, 0.68],
    [0.82, 0.93, 1],
  ])
  const lampPower = random.range(13, 30)
  const sources = bySlice(lamps.map((lamp) => sourceOf(lamp, sodium, lampPower)))
  const ambient = random.range(0.008, 0.026)
  const moon: Tone = [ambient * 0.75, ambient * 0.85, ambient * 1.25]
  const town = random.range(0.006, 0.03)
  const look: SkyLook = {
    horizon: [town * (0.6 + sodium[0]), town * (0.6 + sodium[1]) * 0.9, town * (0.6 + sodium[2]) * 0.9],
    zenith: [0.004, 0.005, 0.011],
    cloud: [town * 0.8, town * 0.75, town * 0.75],
    cloudShade: [0.008, 0.009, 0.013],
    cover: random.range(0.1, 0.6),
    softness: 2.4,
    drift: random.range(0, 9),
  }
  const beam = random.range(2.2, 3.6)
  const total: Light = { red: 0, green: 0, blue: 0 }
  return {
    shade(point, light) {
      total.red = moon[0] * point.sky
      total.green = moon[1] * point.sky
      total.blue = moon[2] * point.sky
      for (const source of sources[Math.min(SLICES - 1, Math.floor(point.z / SLICE))]!) addSource(source, point, total)
      addHeadlights(point, camera.cameraHeight, beam, total)
      light.red = point.red * total.red
      light.green = point.green * total.green
      light.blue = point.blue * total.blue
      if (point.gloss > 0.02) {
        const sheen = point.gloss * 0.05
        light.red += sheen * (total.red * 0.6 + look.horizon[0])
        light.green += sheen * (total.green * 0.6 + look.horizon[1])
        light.blue += sheen * (total.blue * 0.6 + look.horizon[2])
      }
      addOwnLight(point, sodium, light)
      const through = exponential(-point.z / 420)
      light.red = light.red * through + look.horizon[0] * (1 - through)
      light.green = light.green * through + look.horizon[1] * (1 - through)
      light.blue = light.blue * through + look.horizon[2] * (1 - through)
    },
    sky: (right, up, light) => lightOfSky(look, right + street.bend, up, light),
    finish: (picture) => addGlow(picture, 0.5, 0.55),
  }
}

/** The camera car's own headlights: two cones that meet the road some metres ahead and light what is low. */
function addHeadlights(point: LightPoint, cameraHeight: number, beam: number, total: Light): void {
  if (point.z > 60) return
  const side = point.x / (1.2 + 0.22 * point.z)
  const height = (point.y - 0.65) / point.z
  const cut = height > 0.02 ? exponential(-(height - 0.02) * 14) : 1
  const spread = exponential(-side * side * 0.5)
  const facing = clamp(
    (-point.normalZ * point.z - point.normalX * point.x - point.normalY * (point.y - 0.7)) / (point.z + 1),
    0,
    1,
  )
  const near = clamp((point.z - 1.5) / (2.5 * cameraHeight), 0, 1)
  const power = (beam * spread * cut * near * (0.25 + 0.75 * facing) * 14) / (14 + point.z * point.z * 0.28)
  total.red += power
  total.green += power * 0.95
  total.blue += power * 0.84
}

const strengths: Partial<Record<LightPoint['surface'], number>> = {
  headlight: 7,
  'tail light': 2.6,
  'signal lamp': 3,
  lamp: 9,
  plain: 1.1,
  glass: 0.75,
}

function addOwnLight(point: LightPoint, sodium: Tone, light: Light): void {
  if (point.emission === 0) return
  const strength = point.emission * (strengths[point.surface] ?? 0.55)
  const tint = point.surface === 'lamp' ? sodium : tints[point.tint]!
  const own = point.tint === 0 && point.surface !== 'lamp'
  light.red += strength * (own ? point.red : tint[0])
  light.green += strength * (own ? point.green : tint[1])
  light.blue += strength * (own ? point.blue : tint[2])
}
