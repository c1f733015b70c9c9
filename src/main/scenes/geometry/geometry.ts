import type { Part } from './surfaces.ts'

const grown = <T extends Float32Array | Int32Array>(array: T, needed: number): T => {
  if (needed <= array.length) return array
  const larger = new (array.constructor as new (length: number) => T)(Math.max(needed, array.length * 2))
  larger.set(array)
  return larger
}

/**
 * The surfaces of a scene in world coordinates (metres; x to the right, y up, z ahead of the camera's foot): convex planar
 * polygons, and ellipses that face the camera. Each of them is one face, with one normal and one part.
 */
export class Geometry {
  readonly parts: Part[] = []
  faceCount = 0
  /** By face: its part. */
  facePart: Int32Array = new Int32Array(1 << 12)
  /** By face: its unit normal, 3 numbers. */
  faceNormal: Float32Array = new Float32Array(3 << 12)

  polygonCount = 0
  /** By polygon: first vertex, number of vertices, face. */
  polygons: Int32Array = new Int32Array(3 << 12)
  vertexCount = 0
  vertices: Float32Array = new Float32Array(3 << 14)

  ellipseCount = 0
  /** By ellipse: centre x y z, first semi-axis x y (m, in the picture plane, y up), second semi-axis as a share of the first. */
  ellipses: Float32Array = new Float32Array(6 << 12)
  ellipseFace: Int32Array = new Int32Array(1 << 12)

  /** Polygons that carry a label and no colour: what lies behind their holes shows, as in the datasets' labels of fences. */
  readonly covers: number[] = []

  addPart(part: Part): number {
    this.parts.push(part)
    return this.parts.length - 1
  }

  #addFace(part: number, nx: number, ny: number, nz: number): number {
    const face = this.faceCount++
    this.facePart = grown(this.facePart, this.faceCount)
    this.faceNormal = grown(this.faceNormal, 3 * this.faceCount)
    this.facePart[face] = part
    this.faceNormal[3 * face] = nx
    this.faceNormal[3 * face + 1] = ny
    this.faceNormal[3 * face + 2] = nz
    return face
  }

  /** Adds a convex planar polygon from its corners `[x0, y0, z0, x1, ...]`; the normal turns towards `cameraHeight` above the origin. */
  addPolygon(part: number, corners: readonly number[], cameraHeight: number, cover = false): void {
    const count = corners.length / 3
    let nx = 0
    let ny = 0
    let nz = 0
    for (let i = 0, j = count - 1; i < count; j = i++) {
      const ax = corners[3 * j]!
      const ay = corners[3 * j + 1]!
      const az = corners[3 * j + 2]!
      const bx = corners[3 * i]!
      const by = corners[3 * i + 1]!
      const bz = corners[3 * i + 2]!
      nx += (ay - by) * (az + bz)
      ny += (az - bz) * (ax + bx)
      nz += (ax - bx) * (ay + by)
    }
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz)
    if (length < 1e-9) return
    const towards =
      nx * corners[0]! + ny * (corners[1]! - cameraHeight) + nz * corners[2]! > 0 ? -1 / length : 1 / length
    const face = this.#addFace(part, nx * towards, ny * towards, nz * towards)
    const polygon = this.polygonCount++
    this.polygons = grown(this.polygons, 3 * this.polygonCount)
    this.polygons[3 * polygon] = this.vertexCount
    this.polygons[3 * polygon + 1] = count
    this.polygons[3 * polygon + 2] = face
    this.vertices = grown(this.vertices, 3 * (this.vertexCount + count))
    this.vertices.set(corners, 3 * this.vertexCount)
    this.vertexCount += count
    if (cover) this.covers.push(polygon)
  }

  /** Adds an ellipse that faces the camera: centre, first semi-axis (m, picture plane), ratio of the second to the first, normal. */
  addEllipse(
    part: number,
    centre: readonly [number, number, number],
    axis: readonly [number, number],
    ratio: number,
    normal: readonly [number, number, number],
  ): void {
    const length = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]) || 1
    const face = this.#addFace(part, normal[0] / length, normal[1] / length, normal[2] / length)
    const ellipse = this.ellipseCount++
    this.ellipses = grown(this.ellipses, 6 * this.ellipseCount)
    this.ellipseFace = grown(this.ellipseFace, this.ellipseCount)
    this.ellipses.set([...centre, ...axis, ratio], 6 * ellipse)
    this.ellipseFace[ellipse] = face
  }
}
