import type { Condition } from '../../../shared/conditions.ts'
import type { Geometry } from '../geometry/geometry.ts'
import { NO_FACE, SAMPLES, type Camera, type Samples } from '../geometry/raster.ts'
import { Random } from '../geometry/random.ts'
import type { Lamp } from '../geometry/site.ts'
import type { Exposure } from '../paint/exposure.ts'
import type { ExposedSamples, PaintedSamples } from '../paint/painter.ts'
import type { Street } from '../street.ts'
import { createClear } from './clear.ts'
import { createFog } from './fog.ts'
import { createNight } from './night.ts'
import { develop, type Picture } from './picture.ts'
import { createRain } from './rain.ts'
import { createSnow } from './snow.ts'
import { LightPoint, type CreateWeather, type Light, type Weather } from './weather.ts'

/** All that is known of a scene before its weather. */
export interface DrawnScene {
  readonly street: Street
  readonly camera: Camera
  readonly geometry: Geometry
  readonly samples: Samples
  readonly exposure: Exposure
  readonly exposed: ExposedSamples
  readonly lamps: readonly Lamp[]
  /** By palette seed; the latest only. */
  readonly painted: Map<number, PaintedSamples>
}

const weathers: Record<Condition, { create: CreateWeather; noise: number; stream: number }> = {
  clear: { create: createClear, noise: 1.2, stream: 20 },
  fog: { create: createFog, noise: 1.5, stream: 21 },
  night: { create: createNight, noise: 2.2, stream: 22 },
  rain: { create: createRain, noise: 1.8, stream: 23 },
  snow: { create: createSnow, noise: 1.5, stream: 24 },
}

/** Lights every pixel as a weather does, and develops the picture: RGB bytes. */
export function drawWeather(
  drawn: DrawnScene,
  painted: PaintedSamples,
  condition: Condition,
  frame: { width: number; height: number; labelIds: Uint8Array; seed: number },
): Uint8Array {
  const { create, noise, stream } = weathers[condition]
  const { camera, street, exposure, lamps } = drawn
  const random = new Random(frame.seed, stream)
  const surroundings = { street, camera, lamps, exposure, sun: exposure.sun, seed: frame.seed }
  const weather = create(surroundings, random)
  const picture: Picture = {
    width: frame.width,
    height: frame.height,
    light: new Float32Array(3 * frame.width * frame.height),
    distance: new Float32Array(frame.width * frame.height),
    labelIds: frame.labelIds,
  }
  lightPixels(drawn, painted, weather, picture)
  weather.finish(picture)
  return develop(picture, random.range(0.9, 1.1), noise, frame.seed + stream)
}

function lightPixels(drawn: DrawnScene, painted: PaintedSamples, weather: Weather, picture: Picture): void {
  const { samples, camera, geometry } = drawn
  const { face, nearness } = samples
  const { emission } = painted
  const point = new LightPoint()
  const light: Light = { red: 0, green: 0, blue: 0 }
  for (let y = 0, pixel = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++, pixel++) {
      const a = SAMPLES * y * samples.width + SAMPLES * x
      const quad = [a, a + 1, a + samples.width, a + samples.width + 1] as const
      const first = face[a]!
      const even = face[quad[1]] === first && face[quad[2]] === first && face[quad[3]] === first
      if (even && first === NO_FACE) {
        weather.sky(
          (SAMPLES * x + 1 - camera.centreX) / camera.focal,
          (camera.horizon - SAMPLES * y - 1) / camera.focal,
          light,
        )
        addLight(picture, pixel, light, 1)
        picture.distance[pixel] = Infinity
        continue
      }
      const nearest = Math.max(nearness[a]!, nearness[quad[3]]!)
      picture.distance[pixel] = nearest > 0 ? 1 / nearest : Infinity
      const own = emission[a]!
      if (even && emission[quad[1]] === own && emission[quad[2]] === own && emission[quad[3]] === own) {
        lightEven(drawn, painted, weather, point, light, quad, SAMPLES * x + 1, SAMPLES * y + 1)
        addLight(picture, pixel, light, 1)
        continue
      }
      for (let k = 0; k < 4; k++) {
        const column = SAMPLES * x + (k & 1) + 0.5
        const row = SAMPLES * y + (k >> 1) + 0.5
        const index = quad[k]!
        if (face[index] === NO_FACE)
          weather.sky((column - camera.centreX) / camera.focal, (camera.horizon - row) / camera.focal, light)
        else {
          place(point, geometry, camera, face[index]!, nearness[index]!, column, row)
          readPoint(drawn, painted, point, index)
          weather.shade(point, light)
        }
        addLight(picture, pixel, light, 0.25)
      }
    }
  }
}

function addLight({ light }: Picture, pixel: number, { red, green, blue }: Light, share: number): void {
  light[3 * pixel]! += share * red
  light[3 * pixel + 1]! += share * green
  light[3 * pixel + 2]! += share * blue
}

/** Lights a pixel whose four samples show one face: once, with the mean of what is painted there. */
function lightEven(
  drawn: DrawnScene,
  painted: PaintedSamples,
  weather: Weather,
  point: LightPoint,
  light: Light,
  quad: readonly [number, number, number, number],
  column: number,
  row: number,
): void {
  const { samples, camera, geometry } = drawn
  let [red, green, blue, gloss, sun, sky, nearness] = [0, 0, 0, 0, 0, 0, 0]
  for (const index of quad) {
    readPoint(drawn, painted, point, index)
    red += point.red
    green += point.green
    blue += point.blue
    gloss += point.gloss
    sun += point.sun
    sky += point.sky
    nearness += samples.nearness[index]!
  }
  place(point, geometry, camera, samples.face[quad[0]]!, nearness / 4, column, row)
  point.red = red / 4
  point.green = green / 4
  point.blue = blue / 4
  point.gloss = gloss / 4
  point.sun = sun / 4
  point.sky = sky / 4
  weather.shade(point, light)
}

function place(
  point: LightPoint,
  geometry: Geometry,
  camera: Camera,
  face: number,
  nearness: number,
  column: number,
  row: number,
): void {
  const z = 1 / nearness
  point.x = ((column - camera.centreX) / camera.focal) * z
  point.y = camera.cameraHeight - ((row - camera.horizon) / camera.focal) * z
  point.z = z
  point.normalX = geometry.faceNormal[3 * face]!
  point.normalY = geometry.faceNormal[3 * face + 1]!
  point.normalZ = geometry.faceNormal[3 * face + 2]!
  const part = geometry.parts[geometry.facePart[face]!]!
  point.surface = part.surface
  point.labelId = part.labelId
  point.face = face
}

function readPoint(
  { exposed }: DrawnScene,
  { albedo, gloss, emission }: PaintedSamples,
  point: LightPoint,
  index: number,
): void {
  point.red = (albedo[3 * index]! * albedo[3 * index]!) / 65025
  point.green = (albedo[3 * index + 1]! * albedo[3 * index + 1]!) / 65025
  point.blue = (albedo[3 * index + 2]! * albedo[3 * index + 2]!) / 65025
  point.gloss = gloss[index]! / 255
  point.emission = (emission[index]! >> 2) / 63
  point.tint = emission[index]! & 3
  point.sun = exposed.sun[index]! / 255
  point.sky = exposed.sky[index]! / 255
}
