import type { Street } from '../street.ts'
import type { Geometry } from './geometry.ts'
import { Mesh, type Pose } from './mesh.ts'
import type { Camera } from './raster.ts'

export type LampKind = 'street' | 'headlight' | 'tail light' | 'signal red' | 'signal amber' | 'signal green' | 'shop'

/** A source of light at night, in world coordinates. */
export interface Lamp {
  readonly kind: LampKind
  readonly x: number
  readonly y: number
  readonly z: number
  /** Where it shines along the street: 1 away from the camera, -1 towards it, 0 all around. */
  readonly towards: -1 | 0 | 1
}

/** A scene under construction: its street, its camera and what stands in it so far. */
export class Site {
  readonly street: Street
  readonly camera: Camera
  readonly geometry: Geometry
  readonly lamps: Lamp[] = []
  readonly #instances = new Map<number, number>()

  constructor(street: Street, camera: Camera, geometry: Geometry) {
    this.street = street
    this.camera = camera
    this.geometry = geometry
  }

  /** The pose of something at a lateral position and distance along the street; `turn` radians of heading as sine and cosine. */
  pose(lateral: number, z: number, y = 0, turn: readonly [sin: number, cos: number] = [0, 1]): Pose {
    const slope = 2 * this.street.bend * z
    const length = Math.sqrt(1 + slope * slope)
    const sin = slope / length
    const cos = 1 / length
    return {
      x: lateral + this.street.bend * z * z,
      y,
      z,
      sin: turn[0] * cos + turn[1] * sin,
      cos: turn[1] * cos - turn[0] * sin,
    }
  }

  mesh(pose: Pose): Mesh {
    return new Mesh(this.geometry, pose, this.camera.cameraHeight)
  }

  meshAt(lateral: number, z: number, y = 0, turn: readonly [sin: number, cos: number] = [0, 1]): Mesh {
    return this.mesh(this.pose(lateral, z, y, turn))
  }

  /** The number of the next object of a label within its class. */
  nextInstance(labelId: number): number {
    const next = this.#instances.get(labelId) ?? 0
    this.#instances.set(labelId, next + 1)
    return next
  }

  /** Picture samples that a metre takes at a distance. */
  samplesPerMetre(z: number): number {
    return this.camera.focal / Math.max(z, 1)
  }
}

export const ALONG = [0, 1] as const
export const AGAINST = [0, -1] as const
