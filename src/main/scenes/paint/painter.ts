import { clamp } from '../geometry/elementary.ts'
import type { Geometry } from '../geometry/geometry.ts'
import { NO_FACE, type Camera, type Samples } from '../geometry/raster.ts'
import { hashShare } from '../geometry/random.ts'
import { labelIds, type Surface } from '../geometry/surfaces.ts'
import type { Street } from '../street.ts'
import type { Exposure } from './exposure.ts'
import { paintFacade } from './facade.ts'
import { paintAsphalt, paintGrass, paintKerb, paintPavement } from './ground.ts'
import * as objects from './objects.ts'
import type { Palette } from './palette.ts'
import { PaintPoint } from './point.ts'

const painters: Record<Surface, (point: PaintPoint) => void> = {
  asphalt: paintAsphalt,
  pavement: paintPavement,
  kerb: paintKerb,
  grass: paintGrass,
  facade: (point) => paintFacade(point, point.facade!),
  roof: objects.paintRoof,
  masonry: objects.paintMasonry,
  boards: objects.paintBoards,
  foliage: objects.paintFoliage,
  bark: objects.paintBark,
  bodywork: objects.paintBodywork,
  glass: objects.paintGlass,
  rubber: objects.paintPlain,
  metal: objects.paintMetal,
  headlight: objects.paintLight,
  'tail light': objects.paintLight,
  'signal lamp': objects.paintLight,
  lamp: objects.paintLight,
  sign: objects.paintPlain,
  cloth: objects.paintCloth,
  skin: objects.paintPlain,
  plain: objects.paintPlain,
  awning: objects.paintAwning,
}

/** What a scene's samples are made of, whatever the weather. */
export interface PaintedSamples {
  /** Reflectance, 3 bytes a sample: 255 sqrt(linear). */
  readonly albedo: Uint8Array
  readonly gloss: Uint8Array
  /** Strength of own light (0-63) times 4 plus its tint. */
  readonly emission: Uint8Array
}

/** How much of the sun and of the sky reaches the samples, 0-255. */
export interface ExposedSamples {
  readonly sun: Uint8Array
  readonly sky: Uint8Array
}

/** Paints all samples with the colours of a palette. */
export function paintSamples(
  geometry: Geometry,
  samples: Samples,
  camera: Camera,
  street: Street,
  palette: Palette,
): PaintedSamples {
  const count = samples.face.length
  const painted = { albedo: new Uint8Array(3 * count), gloss: new Uint8Array(count), emission: new Uint8Array(count) }
  const point = new PaintPoint(street, hashShare(street.seed, palette.seed, 91) * 7)
  const colours = geometry.parts.map((part) => palette.colour(part.colour))
  for (let row = 0, index = 0; row < samples.height; row++) {
    for (let column = 0; column < samples.width; column++, index++) {
      const face = samples.face[index]!
      if (face === NO_FACE) continue
      const part = geometry.parts[geometry.facePart[face]!]!
      const [red, green, blue] = colours[geometry.facePart[face]!]!
      locate(point, geometry, camera, column, row, samples.nearness[index]!, face)
      point.key = part.colour.key
      point.glow = part.glow
      point.facade = part.facade
      point.red = red
      point.green = green
      point.blue = blue
      point.gloss = 0
      point.emission = 0
      point.tint = 0
      painters[part.surface](point)
      store(painted, index, point)
    }
  }
  return painted
}

function locate(
  point: PaintPoint,
  { faceNormal }: Geometry,
  camera: Camera,
  column: number,
  row: number,
  nearness: number,
  face: number,
): void {
  const z = 1 / nearness
  point.z = z
  point.x = ((column + 0.5 - camera.centreX) / camera.focal) * z
  point.y = camera.cameraHeight - ((row + 0.5 - camera.horizon) / camera.focal) * z
  point.lateral = point.x - point.street.bend * z * z
  point.normalX = faceNormal[3 * face]!
  point.normalY = faceNormal[3 * face + 1]!
  point.normalZ = faceNormal[3 * face + 2]!
  point.face = face
  point.footprint = z / camera.focal
  const height = camera.cameraHeight - point.y
  const facing = Math.abs(point.normalX * point.x - point.normalY * height + point.normalZ * z) / z
  point.flatFootprint = point.footprint / Math.max(facing, 0.02)
}

const byte = (share: number): number => Math.round(255 * clamp(share, 0, 1))

function store({ albedo, gloss, emission }: PaintedSamples, index: number, point: PaintPoint): void {
  albedo[3 * index] = byte(Math.sqrt(clamp(point.red, 0, 1)))
  albedo[3 * index + 1] = byte(Math.sqrt(clamp(point.green, 0, 1)))
  albedo[3 * index + 2] = byte(Math.sqrt(clamp(point.blue, 0, 1)))
  gloss[index] = byte(point.gloss)
  emission[index] = (Math.round(63 * clamp(point.emission, 0, 1)) << 2) | (point.tint & 3)
}

const onGround = new Set<number>([labelIds.road, labelIds.sidewalk, labelIds.terrain])
const low = new Set<Surface>(['facade', 'masonry', 'boards'])

/** Measures what light reaches the samples. */
export function exposeSamples(
  geometry: Geometry,
  samples: Samples,
  camera: Camera,
  exposure: Exposure,
): ExposedSamples {
  const count = samples.face.length
  const exposed = { sun: new Uint8Array(count), sky: new Uint8Array(count) }
  const ground = Uint8Array.from(geometry.parts, (part) => (onGround.has(part.labelId) ? 1 : 0))
  const rise = Float64Array.from(geometry.parts, (part) => (low.has(part.surface) ? 2.2 : 0.7))
  for (let row = 0, index = 0; row < samples.height; row++) {
    for (let column = 0; column < samples.width; column++, index++) {
      const face = samples.face[index]!
      if (face === NO_FACE) continue
      const z = 1 / samples.nearness[index]!
      const x = ((column + 0.5 - camera.centreX) / camera.focal) * z
      const y = camera.cameraHeight - ((row + 0.5 - camera.horizon) / camera.focal) * z
      const part = geometry.facePart[face]!
      const [nx, ny, nz] = [
        geometry.faceNormal[3 * face]!,
        geometry.faceNormal[3 * face + 1]!,
        geometry.faceNormal[3 * face + 2]!,
      ]
      exposed.sun[index] = 255 * exposure.sunAt(x, y, z, nx, ny, nz, index)
      exposed.sky[index] = byte(ground[part] ? exposure.skyOverGround(x, z) : 0.5 + 0.5 * clamp(y / rise[part]!, 0, 1))
    }
  }
  return exposed
}
