import { clamp } from '../geometry/elementary.ts'
import { hashShare } from '../geometry/random.ts'
import type { Facade } from '../geometry/surfaces.ts'
import { KERB_HEIGHT } from '../street.ts'
import { noiseTiles, sampleNoise } from './noise.ts'
import type { PaintPoint } from './point.ts'

/** 1 where a pattern of this period is resolved, 0 where a sample covers more than it. */
export const resolved = (period: number, footprint: number): number => clamp(1.5 - (2 * footprint) / period, 0, 1)

/** Courses of stones or bricks: darker joints, every stone a little different. */
export function paintCourses(
  point: PaintPoint,
  u: number,
  v: number,
  length: number,
  height: number,
  contrast: number,
): void {
  const sharp = resolved(height, point.footprint) * resolved(length, point.flatFootprint)
  const row = Math.floor(v / height)
  const shifted = u / length + (row & 1) * 0.5
  const column = Math.floor(shifted)
  const stone = 1 + (hashShare(row, column, point.key) - 0.5) * contrast * (0.4 + 0.6 * sharp)
  const joint = Math.min((shifted - column) * length, v - row * height) < 0.012 + height * 0.06
  point.shade(joint ? 1 - 0.28 * sharp : stone)
}

function paintWall(point: PaintPoint, facade: Facade, u: number, v: number): void {
  const { rough, cloud } = noiseTiles()
  const stain = sampleNoise(cloud, u / 17 + point.offset, v / 17, point.flatFootprint / 17)
  const grain = sampleNoise(rough, u / 2.3, v / 2.3 + point.offset, point.flatFootprint / 2.3)
  if (facade.wall === 'brick') paintCourses(point, u, v, 0.24, 0.08, 0.5)
  else if (facade.wall === 'stone')
    paintCourses(point, u, v, v < facade.groundFloor ? 1.1 : 0.8, v < facade.groundFloor ? 0.55 : 0.4, 0.16)
  else if (facade.wall === 'panel') {
    const seam = (v / facade.storey) % 1 < 0.025 || (u / facade.bay) % 1 < 0.02
    if (seam) point.shade(0.72)
  }
  const streak = sampleNoise(cloud, u / 3, v / 30 + point.offset, point.flatFootprint / 3)
  point.shade(1 + 0.05 * stain + 0.045 * grain - 0.03 * Math.max(0, streak) - 0.16 * clamp(1 - v / 1.2, 0, 1))
}

function paintGlass(point: PaintPoint, facade: Facade, cell: number, across: number, up: number): void {
  const curtain = hashShare(cell, facade.key, 1)
  const [r, g, b] = facade.wall === 'glass' ? [0.05, 0.075, 0.095] : [0.028, 0.034, 0.042]
  point.blend(r, g, b, 1)
  const drawn = curtain < 0.3 ? (up > 0.35 ? 0.5 : 0) : curtain < 0.55 ? (across < 0.2 || across > 0.8 ? 0.55 : 0) : 0
  point.blend(0.36, 0.34, 0.3, drawn)
  point.gloss = 0.75 - 0.4 * drawn
  const light = hashShare(cell, facade.key, 2)
  const lit = light < (facade.wall === 'glass' ? 0.5 : 0.36)
  point.emission = lit ? (0.35 + 0.65 * hashShare(cell, facade.key, 3)) * (1 - 0.35 * drawn) * (0.75 + 0.25 * up) : 0
  point.tint = 1 + Math.floor(hashShare(cell, facade.key, 4) * 2.3)
  if (up > 0.9 || across < 0.06) point.shade(0.55)
}

function paintShopWindow(point: PaintPoint, facade: Facade, unit: number, across: number, v: number): void {
  const { rough } = noiseTiles()
  const goods = sampleNoise(rough, across * 0.11 + unit * 0.37, v * 0.09, point.flatFootprint / 9)
  const r = hashShare(unit, facade.key, 8)
  point.blend(0.05 + 0.03 * r, 0.052, 0.05 + 0.02 * (1 - r), 1)
  point.shade(clamp(1 + 0.55 * goods, 0.3, 2.4))
  point.gloss = 0.55
  point.emission = hashShare(unit, facade.key, 9) < 0.72 ? clamp(0.75 + 0.25 * goods, 0.3, 1) : 0.06
  point.tint = 1 + Math.floor(hashShare(unit, facade.key, 10) * 2.5)
}

function paintGroundFloor(
  point: PaintPoint,
  facade: Facade,
  u: number,
  v: number,
  column: number,
  across: number,
): void {
  const pillar = 0.16 / facade.bay
  const glazed = v > 0.5 && v < facade.groundFloor - 0.75 && across > pillar && across < 1 - pillar
  const unit = Math.floor(column / 2)
  const door = column % 4 === 1 && across > 0.3 && across < 0.7 && v < 2.3
  if (!glazed && !door) {
    paintWall(point, facade, u, v)
    return
  }
  const frame = Math.abs(across - 0.5) * facade.bay < 0.035 || (v > 2.3 && v < 2.37)
  if (frame) point.blend(0.05, 0.05, 0.055, 1)
  else paintShopWindow(point, facade, unit, across, v)
}

/** Paints a point of a building's wall: storeys of windows with frames, sills and curtains, shops at the pavement. */
export function paintFacade(point: PaintPoint, facade: Facade): void {
  const u = (point.x - facade.originX) * facade.directionX + (point.z - facade.originZ) * facade.directionZ
  const v = point.y - KERB_HEIGHT
  const bays = Math.max(1, Math.floor(facade.length / facade.bay))
  const position = (u - (facade.length - bays * facade.bay) / 2) / facade.bay
  const column = Math.floor(position)
  const across = position - column
  const upper = v >= facade.groundFloor
  if (facade.blind || column < 0 || column >= bays || v > facade.height - 0.45) {
    paintWall(point, facade, u, v)
    return
  }
  if (!upper && facade.shop) {
    paintGroundFloor(point, facade, u, v, column, across)
    return
  }
  const storey = upper ? 1 + Math.floor((v - facade.groundFloor) / facade.storey) : 0
  const floorHeight = upper ? facade.storey : facade.groundFloor
  const level = upper ? v - facade.groundFloor - (storey - 1) * facade.storey : v
  const isDoor = !upper && column === Math.floor(bays / 2)
  const width = facade.bay * facade.windowWidth
  const height = isDoor ? 2.3 : facade.storey * facade.windowHeight
  const sill = isDoor ? 0 : Math.min(0.95, (floorHeight - height) * 0.62)
  const x = (across - 0.5) * facade.bay + width / 2
  const y = level - sill
  if (x > 0 && x < width && y > 0 && y < height) {
    paintWindow(point, facade, storey * 977 + column, x, y, width, height, isDoor)
    return
  }
  paintWall(point, facade, u, v)
  paintSurround(point, facade, x, y, width, height)
}

function paintWindow(
  point: PaintPoint,
  facade: Facade,
  cell: number,
  x: number,
  y: number,
  width: number,
  height: number,
  isDoor: boolean,
): void {
  const frame = 0.07
  const pane = width / facade.panes
  const inPane = x % pane
  const border = x < frame || x > width - frame || y < frame || y > height - frame
  const mullion = inPane < 0.025 || inPane > pane - 0.025 || (facade.panes > 1 && Math.abs(y - height * 0.68) < 0.025)
  if (isDoor) {
    point.blend(0.1, 0.06, 0.04, 0.85)
    if (border) point.shade(0.6)
  } else if (border || mullion) {
    const light = hashShare(facade.key, 21) < 0.7
    point.blend(light ? 0.68 : 0.07, light ? 0.67 : 0.065, light ? 0.63 : 0.06, 0.9)
    if (y > height - frame) point.shade(0.7)
  } else paintGlass(point, facade, cell, x / width, y / height)
}

function paintSurround(point: PaintPoint, facade: Facade, x: number, y: number, width: number, height: number): void {
  if (facade.wall === 'glass') {
    point.blend(0.12, 0.13, 0.14, 0.6)
    point.gloss = 0.3
    return
  }
  const overSill = y < 0 && y > -0.12 && x > -0.1 && x < width + 0.1
  const lintel = y > height && y < height + 0.18 && x > -0.08 && x < width + 0.08
  if (overSill) point.blend(0.55, 0.54, 0.5, 0.55)
  else if (lintel && facade.wall !== 'panel') point.blend(0.5, 0.47, 0.42, 0.35)
  else if (y < -0.12 && y > -0.5 && x > 0 && x < width) point.shade(0.9)
}
