import { clamp } from '../geometry/elementary.ts'
import { hashShare } from '../geometry/random.ts'
import { paintCourses, resolved } from './facade.ts'
import { noiseTiles, sampleNoise } from './noise.ts'
import type { PaintPoint } from './point.ts'

/** The coordinate along a wall, whichever way it faces. */
const alongWall = (point: PaintPoint): number => (point.normalX * point.normalX > 0.5 ? point.z : point.x)

export function paintMasonry(point: PaintPoint): void {
  const u = alongWall(point)
  const { cloud, rough } = noiseTiles()
  const bricks = hashShare(point.street.seed, 51) < 0.5
  if (bricks) paintCourses(point, u, point.y, 0.25, 0.085, 0.4)
  else paintCourses(point, u, point.y, 0.7, 0.35, 0.35)
  const stain = sampleNoise(cloud, u / 7, point.y / 7 + point.offset, point.flatFootprint / 7)
  const grain = sampleNoise(rough, u / 1.7, point.y / 1.7, point.flatFootprint / 1.7)
  point.shade(1 + 0.1 * stain + 0.07 * grain - 0.2 * clamp(1 - point.y / 0.7, 0, 1))
}

export function paintBoards(point: PaintPoint): void {
  const u = alongWall(point)
  const width = 0.14
  const board = Math.floor(u / width)
  const sharp = resolved(width, point.flatFootprint)
  const { rough } = noiseTiles()
  const grain = sampleNoise(rough, u / 0.4, point.y / 6, point.flatFootprint)
  const gap = u / width - board < 0.1
  point.shade((gap ? 1 - 0.6 * sharp : 1 + (hashShare(board, point.key, 3) - 0.5) * 0.3 * sharp) * (1 + 0.08 * grain))
}

export function paintRoof(point: PaintPoint): void {
  const { rough, cloud } = noiseTiles()
  const [u, v] = [point.z, point.x]
  if (point.normalY < 0.95) paintCourses(point, u, point.y, 0.3, 0.22, 0.3)
  const stain = sampleNoise(cloud, u / 9 + point.offset, v / 9, point.flatFootprint / 9)
  point.shade(1 + 0.1 * stain + 0.08 * sampleNoise(rough, u / 2, v / 2, point.flatFootprint / 2))
}

/** A leaf: each of another tone; some turned to the light, some yellow. */
export function paintFoliage(point: PaintPoint): void {
  const tone = hashShare(point.face, point.street.seed, 61)
  const hue = hashShare(point.face, point.street.seed, 62)
  point.shade(0.55 + 0.9 * tone * tone + 0.2 * tone)
  point.red *= 0.85 + 0.4 * hue
  point.blue *= 0.8 + 0.4 * (1 - hue)
}

export function paintBark(point: PaintPoint): void {
  const { rough } = noiseTiles()
  point.shade(1 + 0.2 * sampleNoise(rough, (point.x + point.z) / 0.8, point.y / 3, point.footprint / 0.8))
}

/** Car paint: glossy; dust towards the ground. */
export function paintBodywork(point: PaintPoint): void {
  const { cloud } = noiseTiles()
  const dust = clamp(0.75 - point.y, 0, 0.5) * (1 + 0.5 * sampleNoise(cloud, point.z / 2, point.x / 2 + point.y, 0))
  point.blend(0.17, 0.155, 0.135, clamp(0.55 * dust, 0, 0.4))
  point.gloss = 0.42 - 0.4 * dust
}

export function paintGlass(point: PaintPoint): void {
  point.blend(0.02, 0.025, 0.03, 0.8)
  point.gloss = 0.85
  point.emission = point.glow
  point.tint = 1
}

/** Cloth: soft folds and, on some, stripes. */
export function paintCloth(point: PaintPoint): void {
  const { cloud } = noiseTiles()
  const fold = sampleNoise(cloud, (point.x + point.z) / 1.6, point.y / 1.9 + hashShare(point.key), point.footprint)
  const striped = hashShare(point.key, 71) < 0.15 && (point.y * 14) % 1 < 0.5
  point.shade((1 + 0.14 * fold) * (striped ? 0.6 : 1))
}

export function paintAwning(point: PaintPoint): void {
  const stripe = (((alongWall(point) * 2.2) % 1) + 1) % 1
  if (stripe < 0.5) point.blend(0.72, 0.7, 0.64, resolved(0.4, point.flatFootprint) * 0.85)
}

export function paintLight(point: PaintPoint): void {
  point.emission = point.glow
  point.tint = 0
  point.gloss = 0.4
}

export function paintPlain(point: PaintPoint): void {
  const { rough } = noiseTiles()
  point.shade(1 + 0.05 * sampleNoise(rough, (point.x + point.z) / 2.1, point.y / 2.1, point.footprint / 2.1))
  point.emission = point.glow
  point.tint = 0
}

export function paintMetal(point: PaintPoint): void {
  const { cloud } = noiseTiles()
  point.shade(1 + 0.1 * sampleNoise(cloud, point.x / 1.3, point.y / 4, point.footprint))
  point.gloss = 0.25
}
