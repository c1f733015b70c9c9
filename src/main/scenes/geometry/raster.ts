import type { Geometry } from './geometry.ts'

/** A level pinhole camera: a point projects to column `centreX + focal x / z`, row `horizon + focal (height - y) / z`, in samples. */
export interface Camera {
  readonly width: number
  readonly height: number
  readonly focal: number
  readonly centreX: number
  readonly horizon: number
  /** Metres above the ground. */
  readonly cameraHeight: number
}

/** The nearest face at each sample; `nearness` grows towards the viewer (1/z in a camera, the distance along the axis in a map). */
export interface Samples {
  readonly width: number
  readonly height: number
  readonly nearness: Float32Array
  readonly face: Int32Array
}

/** Samples along each side of a pixel. */
export const SAMPLES = 2

export const NO_FACE = -1
const NEAR = 0.35
const MAX_CORNERS = 64

export function createSamples(width: number, height: number, farthest: number): Samples {
  return {
    width,
    height,
    nearness: new Float32Array(width * height).fill(farthest),
    face: new Int32Array(width * height).fill(NO_FACE),
  }
}

const spanFrom = new Float64Array(8192)
const spanTo = new Float64Array(8192)
const columns = new Float64Array(MAX_CORNERS)
const rows = new Float64Array(MAX_CORNERS)

/** Fills the convex polygon of `count` corners in `columns` and `rows`; nearness is a x + b y + c at a sample's centre. */
function fillPolygon(target: Samples, count: number, a: number, b: number, c: number, face: number): void {
  const { width, height, nearness } = target
  let top = Infinity
  let bottom = -Infinity
  for (let i = 0; i < count; i++) {
    top = Math.min(top, rows[i]!)
    bottom = Math.max(bottom, rows[i]!)
  }
  const firstRow = Math.max(0, Math.ceil(top - 0.5))
  const lastRow = Math.min(height - 1, Math.ceil(bottom - 0.5) - 1)
  if (firstRow > lastRow) return
  for (let row = firstRow; row <= lastRow; row++) {
    spanFrom[row] = Infinity
    spanTo[row] = -Infinity
  }
  for (let i = 0, j = count - 1; i < count; j = i++) markEdge(j, i, firstRow, lastRow)
  for (let row = firstRow; row <= lastRow; row++) {
    const from = Math.max(0, Math.ceil(spanFrom[row]! - 0.5))
    const to = Math.min(width - 1, Math.ceil(spanTo[row]! - 0.5) - 1)
    let value = a * (from + 0.5) + b * (row + 0.5) + c
    for (let index = row * width + from, last = row * width + to; index <= last; index++) {
      if (value > nearness[index]!) {
        nearness[index] = value
        target.face[index] = face
      }
      value += a
    }
  }
}

function markEdge(start: number, end: number, firstRow: number, lastRow: number): void {
  const upper = rows[start]! < rows[end]! ? start : end
  const lower = upper === start ? end : start
  const from = Math.max(firstRow, Math.ceil(rows[upper]! - 0.5))
  const to = Math.min(lastRow, Math.ceil(rows[lower]! - 0.5) - 1)
  if (from > to) return
  const slope = (columns[lower]! - columns[upper]!) / (rows[lower]! - rows[upper]!)
  for (let row = from; row <= to; row++) {
    const column = columns[upper]! + (row + 0.5 - rows[upper]!) * slope
    if (column < spanFrom[row]!) spanFrom[row] = column
    if (column > spanTo[row]!) spanTo[row] = column
  }
}

/** Fills the ellipse with semi-axes (ax, ay) and `ratio` times its perpendicular, all at one nearness. */
function fillEllipse(
  target: Samples,
  x: number,
  y: number,
  ax: number,
  ay: number,
  ratio: number,
  value: number,
  face: number,
): void {
  const { width, height, nearness } = target
  const long = ax * ax + ay * ay
  const scale = 1 / (long * long * ratio * ratio)
  const A = (ax * ax * ratio * ratio + ay * ay) * scale
  const B = ax * ay * (ratio * ratio - 1) * scale
  const C = (ay * ay * ratio * ratio + ax * ax) * scale
  const reach = Math.sqrt(A / (A * C - B * B))
  const firstRow = Math.max(0, Math.ceil(y - reach - 0.5))
  const lastRow = Math.min(height - 1, Math.ceil(y + reach - 0.5) - 1)
  for (let row = firstRow; row <= lastRow; row++) {
    const dy = row + 0.5 - y
    const root = Math.sqrt(Math.max(0, B * B * dy * dy - A * (C * dy * dy - 1))) / A
    const middle = x - (B * dy) / A
    const from = Math.max(0, Math.ceil(middle - root - 0.5))
    const to = Math.min(width - 1, Math.ceil(middle + root - 0.5) - 1)
    for (let index = row * width + from, last = row * width + to; index <= last; index++) {
      if (value > nearness[index]!) {
        nearness[index] = value
        target.face[index] = face
      }
    }
  }
}

const clipped = new Float64Array(3 * MAX_CORNERS)

/** Cuts a polygon at the near plane into `clipped`; returns its number of corners. */
function clipNear(geometry: Geometry, first: number, count: number): number {
  const { vertices } = geometry
  let kept = 0
  for (let i = 0, j = count - 1; i < count; j = i++) {
    const a = 3 * (first + j)
    const b = 3 * (first + i)
    const za = vertices[a + 2]!
    const zb = vertices[b + 2]!
    if (za < NEAR !== zb < NEAR) {
      const share = (NEAR - za) / (zb - za)
      clipped[3 * kept] = vertices[a]! + (vertices[b]! - vertices[a]!) * share
      clipped[3 * kept + 1] = vertices[a + 1]! + (vertices[b + 1]! - vertices[a + 1]!) * share
      clipped[3 * kept + 2] = NEAR
      kept++
    }
    if (zb >= NEAR) {
      clipped[3 * kept] = vertices[b]!
      clipped[3 * kept + 1] = vertices[b + 1]!
      clipped[3 * kept + 2] = zb
      kept++
    }
  }
  return kept
}

function drawPolygon(geometry: Geometry, polygon: number, camera: Camera, target: Samples): void {
  const { polygons, faceNormal } = geometry
  const face = polygons[3 * polygon + 2]!
  const count = clipNear(geometry, polygons[3 * polygon]!, polygons[3 * polygon + 1]!)
  if (count < 3) return
  for (let i = 0; i < count; i++) {
    const z = clipped[3 * i + 2]!
    columns[i] = camera.centreX + (camera.focal * clipped[3 * i]!) / z
    rows[i] = camera.horizon + (camera.focal * (camera.cameraHeight - clipped[3 * i + 1]!)) / z
  }
  const nx = faceNormal[3 * face]!
  const ny = faceNormal[3 * face + 1]!
  const nz = faceNormal[3 * face + 2]!
  const distance = nx * clipped[0]! + ny * (clipped[1]! - camera.cameraHeight) + nz * clipped[2]!
  if (distance > -1e-6) return
  const a = nx / (camera.focal * distance)
  const b = -ny / (camera.focal * distance)
  fillPolygon(target, count, a, b, nz / distance - a * camera.centreX - b * camera.horizon, face)
}

/** Draws all faces as the camera sees them. Polygons that are covers are left to `drawCovers`. */
export function drawCamera(geometry: Geometry, camera: Camera, target: Samples): void {
  const covers = new Set(geometry.covers)
  for (let polygon = 0; polygon < geometry.polygonCount; polygon++) {
    if (!covers.has(polygon)) drawPolygon(geometry, polygon, camera, target)
  }
  const { ellipses } = geometry
  for (let i = 0; i < geometry.ellipseCount; i++) {
    const z = ellipses[6 * i + 2]!
    if (z < NEAR) continue
    const scale = camera.focal / z
    const x = camera.centreX + ellipses[6 * i]! * scale
    const y = camera.horizon + (camera.cameraHeight - ellipses[6 * i + 1]!) * scale
    const ax = ellipses[6 * i + 3]! * scale
    const ay = -ellipses[6 * i + 4]! * scale
    fillEllipse(target, x, y, ax, ay, ellipses[6 * i + 5]!, 1 / z, geometry.ellipseFace[i]!)
  }
}

/** Draws the covers over finished samples: they own a sample's label where nothing stands before them. */
export function drawCovers(geometry: Geometry, camera: Camera, samples: Samples): Int32Array {
  if (geometry.covers.length === 0) return samples.face
  const labels: Samples = { ...samples, nearness: samples.nearness.slice(), face: samples.face.slice() }
  for (const polygon of geometry.covers) drawPolygon(geometry, polygon, camera, labels)
  return labels.face
}

/** A parallel projection onto a map: column, row and nearness are affine in x, y, z (4 numbers each: x, y, z, 1). */
export interface Projection {
  readonly column: readonly [number, number, number, number]
  readonly row: readonly [number, number, number, number]
  readonly nearness: readonly [number, number, number, number]
  /** Samples per metre, for the ellipses. */
  readonly scale: number
}

type Affine = readonly [number, number, number, number]
export const along = (axis: Affine, x: number, y: number, z: number): number =>
  axis[0] * x + axis[1] * y + axis[2] * z + axis[3]

/** Draws the faces whose part `casts` into a map. */
export function drawMap(geometry: Geometry, projection: Projection, casts: Uint8Array, target: Samples): void {
  const { polygons, vertices, facePart, ellipses } = geometry
  const { column, row, nearness, scale } = projection
  const depth = new Float64Array(3)
  for (let polygon = 0; polygon < geometry.polygonCount; polygon++) {
    const face = polygons[3 * polygon + 2]!
    if (!casts[facePart[face]!]) continue
    const first = polygons[3 * polygon]!
    const count = polygons[3 * polygon + 1]!
    for (let i = 0; i < count; i++) {
      const v = 3 * (first + i)
      columns[i] = along(column, vertices[v]!, vertices[v + 1]!, vertices[v + 2]!)
      rows[i] = along(row, vertices[v]!, vertices[v + 1]!, vertices[v + 2]!)
      if (i < 3) depth[i] = along(nearness, vertices[v]!, vertices[v + 1]!, vertices[v + 2]!)
    }
    const ux = columns[1]! - columns[0]!
    const uy = rows[1]! - rows[0]!
    const vx = columns[2]! - columns[0]!
    const vy = rows[2]! - rows[0]!
    const area = ux * vy - uy * vx
    if (area < 1e-4 && area > -1e-4) continue
    const a = ((depth[1]! - depth[0]!) * vy - (depth[2]! - depth[0]!) * uy) / area
    const b = ((depth[2]! - depth[0]!) * ux - (depth[1]! - depth[0]!) * vx) / area
    fillPolygon(target, count, a, b, depth[0]! - a * columns[0]! - b * rows[0]!, face)
  }
  for (let i = 0; i < geometry.ellipseCount; i++) {
    const face = geometry.ellipseFace[i]!
    if (!casts[facePart[face]!]) continue
    const [x, y, z] = [ellipses[6 * i]!, ellipses[6 * i + 1]!, ellipses[6 * i + 2]!]
    const [ax, ay] = [ellipses[6 * i + 3]!, ellipses[6 * i + 4]!]
    const radius = Math.sqrt((ax * ax + ay * ay) * ellipses[6 * i + 5]!) * scale
    fillEllipse(target, along(column, x, y, z), along(row, x, y, z), radius, 0, 1, along(nearness, x, y, z), face)
  }
}
