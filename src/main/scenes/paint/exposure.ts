import { clamp, cosine, sine } from '../geometry/elementary.ts'
import type { Geometry } from '../geometry/geometry.ts'
import { along, createSamples, drawMap, NO_FACE, type Projection, type Samples } from '../geometry/raster.ts'
import { Random, hashShare } from '../geometry/random.ts'
import { labelIds } from '../geometry/surfaces.ts'
import { blurred } from './blur.ts'

export interface Sun {
  /** Unit vector towards the sun. */
  readonly x: number
  readonly y: number
  readonly z: number
}

export function placeSun(seed: number): Sun {
  const random = new Random(seed, 9)
  const elevation = random.range(0.42, 1.02)
  const side = random.chance(0.5) ? -1 : 1
  const azimuth = side * random.range(0.5, 2.7)
  return { x: cosine(elevation) * sine(azimuth), y: sine(elevation), z: cosine(elevation) * cosine(azimuth) }
}

/** A map of the street seen along a direction: where is the nearest thing to the sun, or to the sky? */
interface LightMap {
  readonly projection: Projection
  readonly samples: Samples
  readonly cell: number
}

interface Region {
  readonly left: number
  readonly right: number
  readonly near: number
  readonly far: number
  readonly cell: number
}

const nearRegion: Region = { left: -15, right: 15, near: 0, far: 26, cell: 0.036 }
const farRegion: Region = { left: -46, right: 46, near: 0, far: 135, cell: 0.13 }
const skyRegion: Region = { left: -42, right: 42, near: 0, far: 120, cell: 0.2 }

/** Projects along `towards` onto the ground; the nearness of a point is its height. */
function drawLightMap(geometry: Geometry, casts: Uint8Array, region: Region, towards: Sun): LightMap {
  const scale = 1 / region.cell
  const projection: Projection = {
    column: [scale, (-towards.x / towards.y) * scale, 0, -region.left * scale],
    row: [0, (-towards.z / towards.y) * scale, scale, -region.near * scale],
    nearness: [0, 1, 0, 0],
    scale,
  }
  const width = Math.round((region.right - region.left) * scale)
  const samples = createSamples(width, Math.round((region.far - region.near) * scale), -1)
  drawMap(geometry, projection, casts, samples)
  return { projection, samples, cell: region.cell }
}

function indexIn({ projection, samples }: LightMap, x: number, y: number, z: number): number {
  const column = Math.floor(along(projection.column, x, y, z))
  const row = Math.floor(along(projection.row, x, y, z))
  return column < 0 || row < 0 || column >= samples.width || row >= samples.height ? -1 : row * samples.width + column
}

const ground = new Set<number>([labelIds.road, labelIds.sidewalk, labelIds.terrain])

/** What reaches a point of the scene: the sun, and the open sky. */
export class Exposure {
  readonly sun: Sun
  readonly #near: LightMap
  readonly #far: LightMap
  readonly #sky: LightMap
  readonly #taken: Float32Array
  /** Share of the sky that what stands around takes from the ground, close by and within a metre. */
  readonly #tight: Float32Array
  readonly #wide: Float32Array

  constructor(geometry: Geometry, sun: Sun) {
    const casts = Uint8Array.from(geometry.parts, (part) =>
      ground.has(part.labelId) || part.labelId === labelIds.ego ? 0 : 1,
    )
    this.sun = sun
    this.#near = drawLightMap(geometry, casts, nearRegion, sun)
    this.#far = drawLightMap(geometry, casts, farRegion, sun)
    this.#sky = drawLightMap(geometry, casts, skyRegion, { x: 0, y: 1, z: 0 })
    const { width, height, face } = this.#sky.samples
    this.#taken = Float32Array.from(face, (value) => {
      if (value === NO_FACE) return 0
      return geometry.parts[geometry.facePart[value]!]!.surface === 'foliage' ? 0.3 : 1
    })
    this.#tight = blurred(this.#taken, width, height, 1)
    this.#wide = blurred(this.#tight, width, height, 5)
  }

  /** 1 where the sun reaches a point with this normal, 0 in a shadow; `index` of the sample scatters the shadow's edge. */
  sunAt(x: number, y: number, z: number, nx: number, ny: number, nz: number, index: number): number {
    if (nx * this.sun.x + ny * this.sun.y + nz * this.sun.z <= 0) return 0
    const soft = 0.02 + 0.004 * z
    const dx = (hashShare(index, 1) - 0.5) * soft
    const dz = (hashShare(index, 2) - 0.5) * soft
    for (const map of [this.#near, this.#far]) {
      const lift = map.cell * 1.6
      const found = indexIn(map, x + nx * lift + dx, y + ny * lift, z + nz * lift + dz)
      if (found >= 0) return map.samples.nearness[found]! > y + ny * lift + 0.06 ? 0 : 1
    }
    return 1
  }

  /** The share of the open sky at a point near the ground, 0 to 1. */
  skyOverGround(x: number, z: number): number {
    const { samples, projection } = this.#sky
    const u = clamp(along(projection.column, x, 0, z) - 0.5, 0, samples.width - 1.001)
    const v = clamp(along(projection.row, x, 0, z) - 0.5, 0, samples.height - 1.001)
    const index = Math.floor(v) * samples.width + Math.floor(u)
    const [tu, tv] = [u - Math.floor(u), v - Math.floor(v)]
    return 1 - 0.5 * this.#read(this.#tight, index, tu, tv) - 0.42 * this.#read(this.#wide, index, tu, tv)
  }

  #read(values: Float32Array, index: number, tu: number, tv: number): number {
    const { width } = this.#sky.samples
    const upper = values[index]! + (values[index + 1]! - values[index]!) * tu
    const lower = values[index + width]! + (values[index + width + 1]! - values[index + width]!) * tu
    return upper + (lower - upper) * tv
  }

  /** Share of the snow and rain that falls on a point: little under a roof or a car, most of it under a tree. */
  fallAt(x: number, y: number, z: number): number {
    const index = indexIn(this.#sky, x, y, z)
    if (index < 0 || this.#sky.samples.nearness[index]! < y + 0.35) return 1
    return this.#taken[index]! < 1 ? 0.85 : 0.12
  }
}
