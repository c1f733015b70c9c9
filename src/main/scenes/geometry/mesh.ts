import { cosine, sine } from './elementary.ts'
import type { Geometry } from './geometry.ts'
import type { ColourRole, Facade, Part, Surface } from './surfaces.ts'

export type Point = readonly [x: number, y: number, z: number]

/** Where an object stands: its foot in world coordinates and the direction of its own z axis. */
export interface Pose {
  readonly x: number
  readonly y: number
  readonly z: number
  /** Sine and cosine of the heading: 0 looks along the street, positive turns to the right. */
  readonly sin: number
  readonly cos: number
}

export interface PartOptions {
  readonly surface: Surface
  readonly labelId: number
  readonly role: ColourRole
  readonly key?: number
  readonly instance?: number
  readonly facade?: Facade
  readonly glow?: number
}

function createPart(options: PartOptions): Part {
  return {
    surface: options.surface,
    labelId: options.labelId,
    instance: options.instance ?? -1,
    colour: { role: options.role, key: options.key ?? 0 },
    facade: options.facade ?? null,
    glow: options.glow ?? 0,
  }
}

const circle = (corners: number): readonly (readonly [number, number])[] =>
  Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * (i + 0.5)) / corners
    return [cosine(angle), sine(angle)] as const
  })
const circles = new Map([6, 8, 10, 12, 16].map((corners) => [corners, circle(corners)]))

/** Adds solids in an object's own coordinates (x to its right, y up, z ahead) to a geometry. */
export class Mesh {
  readonly geometry: Geometry
  readonly pose: Pose
  readonly #cameraHeight: number

  constructor(geometry: Geometry, pose: Pose, cameraHeight: number) {
    this.geometry = geometry
    this.pose = pose
    this.#cameraHeight = cameraHeight
  }

  part(options: PartOptions): number {
    return this.geometry.addPart(createPart(options))
  }

  world([x, y, z]: Point): Point {
    const { pose } = this
    return [pose.x + x * pose.cos + z * pose.sin, pose.y + y, pose.z - x * pose.sin + z * pose.cos]
  }

  polygon(part: number, points: readonly Point[]): void {
    this.geometry.addPolygon(
      part,
      points.flatMap((point) => this.world(point)),
      this.#cameraHeight,
    )
  }

  /** A polygon that carries its label and lets what is behind show. */
  cover(part: number, points: readonly Point[]): void {
    this.geometry.addPolygon(
      part,
      points.flatMap((point) => this.world(point)),
      this.#cameraHeight,
      true,
    )
  }

  box(part: number, from: Point, to: Point): void {
    const [x0, y0, z0] = from
    const [x1, y1, z1] = to
    this.polygon(part, [
      [x0, y0, z0],
      [x1, y0, z0],
      [x1, y1, z0],
      [x0, y1, z0],
    ])
    this.polygon(part, [
      [x0, y0, z1],
      [x1, y0, z1],
      [x1, y1, z1],
      [x0, y1, z1],
    ])
    this.polygon(part, [
      [x0, y0, z0],
      [x0, y0, z1],
      [x0, y1, z1],
      [x0, y1, z0],
    ])
    this.polygon(part, [
      [x1, y0, z0],
      [x1, y0, z1],
      [x1, y1, z1],
      [x1, y1, z0],
    ])
    this.polygon(part, [
      [x0, y1, z0],
      [x1, y1, z0],
      [x1, y1, z1],
      [x0, y1, z1],
    ])
    this.polygon(part, [
      [x0, y0, z0],
      [x1, y0, z0],
      [x1, y0, z1],
      [x0, y0, z1],
    ])
  }

  /** A disc across the object's x axis (a wheel's side) or z axis (a sign). */
  disc(part: number, centre: Point, radius: number, axis: 'x' | 'z', corners = 12): void {
    const [x, y, z] = centre
    this.polygon(
      part,
      circles
        .get(corners)!
        .map(([c, s]): Point =>
          axis === 'x' ? [x, y + s * radius, z + c * radius] : [x + c * radius, y + s * radius, z],
        ),
    )
  }

  /** A wheel that turns about the x axis: a rim between two radii with a tread of some width. */
  ring(part: number, centre: Point, inner: number, outer: number, width: number, corners = 16): void {
    const [x, y, z] = centre
    const turn = circles.get(corners)!
    turn.forEach(([c, s], i) => {
      const [d, t] = turn[(i + 1) % corners]!
      this.polygon(part, [
        [x, y + s * inner, z + c * inner],
        [x, y + s * outer, z + c * outer],
        [x, y + t * outer, z + d * outer],
        [x, y + t * inner, z + d * inner],
      ])
      this.polygon(part, [
        [x - width / 2, y + s * outer, z + c * outer],
        [x + width / 2, y + s * outer, z + c * outer],
        [x + width / 2, y + t * outer, z + d * outer],
        [x - width / 2, y + t * outer, z + d * outer],
      ])
    })
  }

  /** A rounded limb from one ball to another, as the camera sees it: three strips with turned normals and two ends. */
  capsule(part: number, from: Point, to: Point, fromRadius: number, toRadius = fromRadius): void {
    const a = this.world(from)
    const b = this.world(to)
    const view: Point = [a[0], a[1] - this.#cameraHeight, a[2]]
    const across = cross([b[0] - a[0], b[1] - a[1], b[2] - a[2]], view)
    const length = Math.sqrt(across[0] * across[0] + across[1] * across[1] + across[2] * across[2])
    const distance = Math.sqrt(view[0] * view[0] + view[1] * view[1] + view[2] * view[2])
    const towards: Point = [-view[0] / distance, -view[1] / distance, -view[2] / distance]
    if (length > 1e-6) {
      const side: Point = [across[0] / length, across[1] / length, across[2] / length]
      const strips = [-1, -0.4, 0.4, 1]
      for (let i = 0; i < 3; i++) {
        const [u, v] = [strips[i]!, strips[i + 1]!]
        const du = Math.sqrt(1 - u * u) * 0.7
        const dv = Math.sqrt(1 - v * v) * 0.7
        const corner = (p: Point, radius: number, t: number, d: number): number[] => [
          p[0] + (side[0] * t + towards[0] * d) * radius,
          p[1] + (side[1] * t + towards[1] * d) * radius,
          p[2] + (side[2] * t + towards[2] * d) * radius,
        ]
        this.geometry.addPolygon(
          part,
          [
            ...corner(a, fromRadius, u, du),
            ...corner(a, fromRadius, v, dv),
            ...corner(b, toRadius, v, dv),
            ...corner(b, toRadius, u, du),
          ],
          this.#cameraHeight,
        )
      }
    }
    for (const [end, radius] of [
      [a, fromRadius],
      [b, toRadius],
    ] as const) {
      const up: Point = [towards[0], towards[1] + 0.5, towards[2]]
      const nearer: Point = [
        end[0] + towards[0] * radius * 0.6,
        end[1] + towards[1] * radius * 0.6,
        end[2] + towards[2] * radius * 0.6,
      ]
      this.geometry.addEllipse(part, nearer, [radius, 0], 1, up)
    }
  }

  /** An upright cylinder with a lid. */
  cylinder(part: number, x: number, z: number, bottom: number, top: number, radius: number): void {
    const turn = circles.get(12)!
    const at = (i: number, y: number): Point => [x + turn[i % 12]![0] * radius, y, z + turn[i % 12]![1] * radius]
    for (let i = 0; i < turn.length; i++)
      this.polygon(part, [at(i, bottom), at(i + 1, bottom), at(i + 1, top), at(i, top)])
    this.polygon(
      part,
      turn.map((_, i) => at(i, top)),
    )
  }

  /** An ellipse that faces the camera; `normal` in the object's coordinates turns its light. */
  ellipse(part: number, centre: Point, axis: readonly [number, number], ratio: number, normal: Point): void {
    const { pose } = this
    const turned: Point = [
      normal[0] * pose.cos + normal[2] * pose.sin,
      normal[1],
      normal[2] * pose.cos - normal[0] * pose.sin,
    ]
    this.geometry.addEllipse(part, this.world(centre), axis, ratio, turned)
  }

  /** An upright post. */
  post(part: number, x: number, z: number, bottom: number, top: number, radius: number, topRadius = radius): void {
    this.capsule(part, [x, bottom, z], [x, top, z], radius, topRadius)
  }
}

const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

export type Quad = readonly [Point, Point, Point, Point]

const CORE: Point = [0, 0.8, 0]

/** The part of a quad between shares u0..u1 along its first edge and v0..v1 along its second, lifted 12 mm away from the object's core. */
export function inset(quad: Quad, u0: number, u1: number, v0: number, v1: number): Point[] {
  const [a, b, c, d] = quad
  const e1: Point = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
  const e2: Point = [d[0] - a[0], d[1] - a[1], d[2] - a[2]]
  const n = cross(e1, e2)
  const outwards = n[0] * (a[0] - CORE[0]) + n[1] * (a[1] - CORE[1]) + n[2] * (a[2] - CORE[2]) < 0 ? -0.012 : 0.012
  const length = (Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) || 1) / outwards
  const at = (u: number, v: number): Point => {
    const bottom = [0, 1, 2].map((i) => a[i]! + (b[i]! - a[i]!) * u)
    const top = [0, 1, 2].map((i) => d[i]! + (c[i]! - d[i]!) * u)
    const [x, y, z] = [0, 1, 2].map((i) => bottom[i]! + (top[i]! - bottom[i]!) * v + n[i]! / length)
    return [x!, y!, z!]
  }
  return [at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1)]
}
