import { clamp } from '../geometry/elementary.ts'
import { hashShare } from '../geometry/random.ts'
import { paintCourses, resolved } from './facade.ts'
import { noiseTiles, sampleNoise } from './noise.ts'
import type { PaintPoint } from './point.ts'

const MARKING = 0.62

/** Share of the interval of length `footprint` around x that lies within [from, to]. */
const coverage = (x: number, footprint: number, from: number, to: number): number =>
  clamp((Math.min(x + footprint / 2, to) - Math.max(x - footprint / 2, from)) / footprint, 0, 1)

function dashCoverage(z: number, footprint: number, dash: number, gap: number): number {
  const period = dash + gap
  if (footprint > period) return dash / period
  const phase = z - Math.floor(z / period) * period
  return coverage(phase, footprint, 0, dash) + coverage(phase - period, footprint, 0, dash)
}

/** How much of the sample is covered by road paint, 0 to 1. */
function markingAt(point: PaintPoint): number {
  const { street, lateral, z, footprint } = point
  const flat = point.flatFootprint
  for (const junction of street.junctions) {
    const before = z - junction.from
    if (before > -6 && z < junction.to + 0.5) return before > 0 ? 0 : crossingAt(point, before, junction.zebra)
  }
  let covered = 0
  for (const line of street.lines) {
    const offset = lateral - line.lateral
    if (offset > 1 || offset < -1) continue
    const across = coverage(offset, footprint, -line.width / 2, line.width / 2)
    if (across > 0) covered += across * (line.dash === 0 ? 1 : dashCoverage(z, flat, line.dash, line.gap))
  }
  return Math.min(1, covered)
}

function crossingAt({ street, lateral, footprint, flatFootprint }: PaintPoint, before: number, zebra: boolean): number {
  if (lateral < street.left.kerb + 0.25 || lateral > street.right.kerb - 0.25) return 0
  const stop = lateral > street.divide + 0.1 ? coverage(before, flatFootprint, -4.9, -4.45) : 0
  if (!zebra) return stop
  return stop + coverage(before, flatFootprint, -3.7, -0.7) * dashCoverage(lateral, footprint, 0.5, 0.5)
}

/** Asphalt: grain, wheel tracks, patches, cracks, manholes, rails, and the paint on it. */
export function paintAsphalt(point: PaintPoint): void {
  const { lateral, z, street, footprint, flatFootprint: flat } = point
  const { grain, cloud, rough } = noiseTiles()
  const fine = sampleNoise(grain, lateral / 1.7, z / 1.7 + point.offset, flat / 1.7)
  const wide = sampleNoise(cloud, lateral / 14 + point.offset, z / 26, flat / 26)
  const middle = sampleNoise(rough, lateral / 4.1, z / 9 + point.offset, flat / 9)
  let tone = 1 + point.roadGrain * fine + point.roadBlotches * wide + 0.05 * middle
  for (const lane of street.laneCentres) {
    const track = Math.abs(Math.abs(lateral - lane.lateral) - 0.8)
    if (track < 0.5) tone -= 0.09 * (1 - track / 0.5)
  }
  const patchRow = Math.floor(z / 7 + point.offset)
  const patchColumn = Math.floor(lateral / 2.6)
  const patch = hashShare(patchRow, patchColumn, street.seed)
  if (patch < 0.09) tone *= 0.78 + 1.6 * patch
  const crack = sampleNoise(cloud, lateral / 5 + 0.3, z / 6 + point.offset, flat / 6)
  if (crack < 0.025 && crack > -0.025) tone *= 1 - 0.3 * resolved(0.15, flat)
  const marking = markingAt(point)
  if (point.cobbled) paintCourses(point, lateral, z, 0.2, 0.16, 0.6)
  if (marking > 0) {
    const wear = clamp(0.86 - 0.1 * middle - 0.14 * fine, 0.35, 1)
    point.shade(tone)
    point.blend(MARKING, MARKING * 0.99, MARKING * 0.94, marking * wear)
  } else {
    point.shade(tone)
    paintManhole(point)
  }
  if (street.tramTrack !== null) {
    const rail = Math.abs(Math.abs(lateral - street.tramTrack) - 0.72)
    const covered = coverage(rail, footprint, -0.05, 0.05)
    if (covered > 0) point.blend(0.18, 0.17, 0.16, covered * 0.8)
    point.gloss = covered * 0.4
  }
}

function paintManhole(point: PaintPoint): void {
  const { lateral, z, street } = point
  const row = Math.floor(z / 11)
  if (z > 40 || hashShare(row, street.seed, 31) > 0.5) return
  const dx = lateral - (hashShare(row, street.seed, 32) * 6 - 3)
  const dz = z - (row + 0.2 + 0.6 * hashShare(row, street.seed, 33)) * 11
  const distance = Math.sqrt(dx * dx + dz * dz)
  if (distance < 0.34) point.shade(distance > 0.28 ? 0.55 : 0.75)
}

/** Pavement: slabs with joints, every slab a little different, stains over all of them. */
export function paintPavement(point: PaintPoint): void {
  const { lateral, z, flatFootprint: flat } = point
  const { cloud, grain } = noiseTiles()
  const size = 0.4 + 0.5 * hashShare(point.street.seed, 41)
  const along = size * (hashShare(point.street.seed, 42) < 0.5 ? 1 : 1.6)
  const column = Math.floor(lateral / size)
  const row = Math.floor(z / along + (column & 1) * 0.5)
  const inRow = z / along + (column & 1) * 0.5 - row
  const sharp = resolved(along, flat)
  const joint = (lateral / size - column) * size < 0.018 || inRow * along < 0.02
  const slab = 1 + (hashShare(row, column, point.street.seed) - 0.5) * 0.2 * sharp
  const stain = sampleNoise(cloud, lateral / 9, z / 9 + point.offset, flat / 9)
  const fine = sampleNoise(grain, lateral / 1.9, z / 1.9, flat / 1.9)
  point.shade((joint ? 1 - 0.3 * sharp : slab) * (1 + 0.07 * stain + 0.06 * fine))
}

export function paintKerb(point: PaintPoint): void {
  const { z, flatFootprint: flat } = point
  const stone = Math.floor(z)
  const tone = 1 + (hashShare(stone, 3, point.street.seed) - 0.5) * 0.16
  point.shade(z - stone < 0.02 ? 1 - 0.3 * resolved(1, flat) : tone)
  if (point.normalY < 0.5) point.shade(0.8)
}

/** Grass: patches of several greens and straw, bare earth here and there. */
export function paintGrass(point: PaintPoint): void {
  const { lateral, z, flatFootprint: flat } = point
  const { cloud, rough, grain } = noiseTiles()
  const patch = sampleNoise(cloud, lateral / 11 + point.offset, z / 11, flat / 11)
  const tuft = sampleNoise(rough, lateral / 2.7, z / 2.7 + point.offset, flat / 2.7)
  const blade = sampleNoise(grain, lateral / 0.9, z / 1.3, flat / 1.3)
  point.blend(0.16, 0.12, 0.05, clamp(0.25 * patch - 0.05, 0, 0.45))
  if (tuft + 0.6 * patch > 1.7) point.blend(0.13, 0.09, 0.055, 0.7)
  point.shade(clamp(1 + 0.2 * tuft + 0.24 * blade, 0.3, 2))
}
