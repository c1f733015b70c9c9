import { mix } from '../geometry/elementary.ts'
import { inset, type Mesh, type Point, type Quad } from '../geometry/mesh.ts'
import type { Random } from '../geometry/random.ts'
import type { Lamp, Site } from '../geometry/site.ts'
import { labelIds } from '../geometry/surfaces.ts'

/** A car's outline in metres, from its rear (-z) to its front (+z). */
interface CarShape {
  readonly length: number
  readonly half: number
  readonly roof: number
  /** Height of the body at rear end, rear window, windscreen and front end. */
  readonly shoulder: readonly [number, number, number, number]
  /** z of the rear window's foot and top and of the windscreen's top and foot. */
  readonly cabin: readonly [number, number, number, number]
}

const shapes: readonly CarShape[] = [
  { length: 4.0, half: 0.87, roof: 1.47, shoulder: [0.92, 0.96, 0.96, 0.74], cabin: [-1.93, -1.5, 0.3, 1.1] },
  { length: 4.6, half: 0.9, roof: 1.43, shoulder: [0.93, 0.97, 0.95, 0.72], cabin: [-1.65, -0.95, 0.3, 1.15] },
  { length: 4.6, half: 0.9, roof: 1.48, shoulder: [0.92, 0.96, 0.95, 0.74], cabin: [-2.22, -1.75, 0.35, 1.15] },
  { length: 4.5, half: 0.94, roof: 1.7, shoulder: [1.02, 1.07, 1.06, 0.88], cabin: [-2.18, -1.8, 0.4, 1.1] },
  { length: 5.1, half: 0.98, roof: 2.05, shoulder: [1.1, 1.12, 1.12, 0.95], cabin: [-2.52, -2.4, 1.1, 1.75] },
]

export interface VehicleParts {
  readonly body: number
  readonly glass: number
  readonly dark: number
  readonly rim: number
  readonly headlight: number
  readonly tailLight: number
  readonly plate: number
}

export function vehicleParts(
  mesh: Mesh,
  labelId: number,
  instance: number,
  role: 'vehicle' | 'livery',
  key: number,
): VehicleParts {
  return {
    body: mesh.part({ surface: 'bodywork', labelId, instance, role, key }),
    glass: mesh.part({ surface: 'glass', labelId, instance, role: 'dark', key: 1 }),
    dark: mesh.part({ surface: 'rubber', labelId, instance, role: 'dark', key: 2 }),
    rim: mesh.part({ surface: 'metal', labelId, instance, role: 'metal', key: key & 3 }),
    headlight: mesh.part({ surface: 'headlight', labelId, instance, role: 'white', glow: 1 }),
    tailLight: mesh.part({ surface: 'tail light', labelId, instance, role: 'red', glow: 1 }),
    plate: mesh.part({ surface: 'plain', labelId, instance, role: 'white', key: 1 }),
  }
}

/** Two wheels of an axle: tyre, rim and the dark arch around them. */
export function addAxle(mesh: Mesh, parts: VehicleParts, half: number, z: number, radius: number): void {
  for (const side of [-1, 1]) {
    const x = side * half
    mesh.disc(parts.dark, [x + side * 0.004, radius + 0.04, z], radius * 1.2, 'x', 16)
    mesh.disc(parts.rim, [x + side * 0.02, radius, z], radius * 0.64, 'x')
    mesh.disc(parts.dark, [x + side * 0.024, radius, z], radius * 0.22, 'x', 6)
    mesh.box(parts.dark, [x - side * 0.24, 0, z - radius * 0.45], [x - side * 0.01, radius * 1.6, z + radius * 0.45])
    mesh.box(
      parts.dark,
      [x - side * 0.24, radius * 0.35, z - radius * 0.85],
      [x - side * 0.01, radius * 1.5, z + radius * 0.85],
    )
  }
}

function addBody(mesh: Mesh, parts: VehicleParts, { length, half, shoulder, cabin }: CarShape): void {
  const end = length / 2
  const stations = [
    [-end, shoulder[0] - 0.12, half * 0.93],
    [-end + 0.2, shoulder[0], half],
    [cabin[0] + 0.1, shoulder[1], half],
    [cabin[3], shoulder[2], half],
    [end - 0.35, shoulder[3], half * 0.97],
    [end, shoulder[3] - 0.16, half * 0.86],
  ] as const
  const floor = 0.24
  for (let i = 0; i + 1 < stations.length; i++) {
    const [za, ya, xa] = stations[i]!
    const [zb, yb, xb] = stations[i + 1]!
    for (const side of [-1, 1]) {
      const waist = 0.62
      const [ma, mb] = [mix(floor, ya, waist), mix(floor, yb, waist)]
      mesh.polygon(parts.body, [
        [side * xa * 0.96, floor, za],
        [side * xb * 0.96, floor, zb],
        [side * xb, mb, zb],
        [side * xa, ma, za],
      ])
      mesh.polygon(parts.body, [
        [side * xa, ma, za],
        [side * xb, mb, zb],
        [side * xb * 0.95, yb, zb],
        [side * xa * 0.95, ya, za],
      ])
    }
    mesh.polygon(parts.body, [
      [-xa * 0.95, ya, za],
      [xa * 0.95, ya, za],
      [xb * 0.95, yb, zb],
      [-xb * 0.95, yb, zb],
    ])
  }
  mesh.box(parts.dark, [-half * 0.9, 0.16, -end + 0.1], [half * 0.9, floor + 0.02, end - 0.1])
}

function addCabin(mesh: Mesh, parts: VehicleParts, { half, roof, shoulder, cabin }: CarShape): void {
  const [rearFoot, rearTop, frontTop, frontFoot] = cabin
  const [wide, narrow] = [half * 0.94, half * 0.74]
  const corner = (side: number, high: boolean, z: number, y: number): Point => [side * (high ? narrow : wide), y, z]
  const rear: Quad = [
    corner(-1, false, rearFoot, shoulder[1]),
    corner(1, false, rearFoot, shoulder[1]),
    corner(1, true, rearTop, roof - 0.03),
    corner(-1, true, rearTop, roof - 0.03),
  ]
  const front: Quad = [
    corner(-1, false, frontFoot, shoulder[2]),
    corner(1, false, frontFoot, shoulder[2]),
    corner(1, true, frontTop, roof),
    corner(-1, true, frontTop, roof),
  ]
  mesh.polygon(parts.body, rear)
  mesh.polygon(parts.body, front)
  mesh.polygon(parts.body, [rear[3], rear[2], front[2], front[3]])
  mesh.polygon(parts.glass, inset(rear, 0.07, 0.93, 0.1, 0.88))
  mesh.polygon(parts.glass, inset(front, 0.05, 0.95, 0.06, 0.94))
  for (const i of [0, 1] as const) {
    const flank: Quad = [rear[i], front[i], front[i === 0 ? 3 : 2], rear[i === 0 ? 3 : 2]]
    mesh.polygon(parts.body, flank)
    mesh.polygon(parts.glass, inset(flank, 0.1, 0.48, 0.1, 0.86))
    mesh.polygon(parts.glass, inset(flank, 0.52, 0.92, 0.1, 0.86))
    const side = i === 0 ? -1 : 1
    mesh.box(
      parts.body,
      [side * wide, shoulder[2] + 0.02, frontFoot - 0.42],
      [side * (wide + 0.17), shoulder[2] + 0.15, frontFoot - 0.28],
    )
  }
}

function addFaces(mesh: Mesh, parts: VehicleParts, { length, half, shoulder }: CarShape): void {
  const end = length / 2
  const [rear, front] = [half * 0.93, half * 0.86]
  const back: Quad = [
    [-rear, 0.24, -end],
    [rear, 0.24, -end],
    [rear, shoulder[0] - 0.12, -end],
    [-rear, shoulder[0] - 0.12, -end],
  ]
  const nose: Quad = [
    [-front, 0.24, end],
    [front, 0.24, end],
    [front, shoulder[3] - 0.16, end],
    [-front, shoulder[3] - 0.16, end],
  ]
  mesh.polygon(parts.body, back)
  mesh.polygon(parts.body, nose)
  mesh.polygon(parts.dark, inset(back, 0.02, 0.98, 0, 0.26))
  mesh.polygon(parts.dark, inset(nose, 0.05, 0.95, 0, 0.3))
  mesh.polygon(parts.dark, inset(nose, 0.3, 0.7, 0.5, 0.85))
  for (const [u, v] of [
    [0.01, 0.2],
    [0.8, 0.99],
  ] as const) {
    mesh.polygon(parts.tailLight, inset(back, u, v, 0.64, 0.97))
    mesh.polygon(parts.headlight, inset(nose, u + 0.02, v - 0.02, 0.6, 0.95))
  }
  mesh.polygon(parts.plate, inset(back, 0.36, 0.64, 0.44, 0.6))
  mesh.polygon(parts.plate, inset(nose, 0.36, 0.64, 0.3, 0.44))
}

/** Registers the lights of a vehicle whose ends are `reach` metres from its middle. */
export function lightVehicle(site: Site, mesh: Mesh, half: number, height: number, reach: number): void {
  for (const x of [-half * 0.75, half * 0.75]) {
    const add = (kind: Lamp['kind'], z: number): void => {
      const [wx, wy, wz] = mesh.world([x, height, z])
      const away = z * mesh.pose.cos > 0 ? 1 : -1
      if (mesh.pose.cos * mesh.pose.cos > 0.2) site.lamps.push({ kind, x: wx, y: wy, z: wz, towards: away })
    }
    add('headlight', reach)
    add('tail light', -reach)
  }
}

/** Places a car; `lit` cars drive, the others are parked with their lights off. */
export function placeCar(
  site: Site,
  random: Random,
  lateral: number,
  z: number,
  turn: readonly [number, number],
  lit: boolean,
): void {
  const shape = random.pick([...shapes, shapes[0]!, shapes[2]!, shapes[3]!])
  const mesh = site.meshAt(lateral, z, 0, turn)
  const found = vehicleParts(mesh, labelIds.car, site.nextInstance(labelIds.car), 'vehicle', random.integer(0, 1 << 30))
  const parts = lit ? found : darkened(mesh, found)
  addBody(mesh, parts, shape)
  addCabin(mesh, parts, shape)
  addFaces(mesh, parts, shape)
  addAxle(mesh, parts, shape.half, shape.length * 0.305, 0.33)
  addAxle(mesh, parts, shape.half, -shape.length * 0.3, 0.33)
  if (lit) lightVehicle(site, mesh, shape.half, 0.7, shape.length / 2 + 0.05)
}

/** The same parts with lights that don't glow. */
function darkened(mesh: Mesh, parts: VehicleParts): VehicleParts {
  const off = (part: number): number => mesh.geometry.addPart({ ...mesh.geometry.parts[part]!, glow: 0 })
  return { ...parts, headlight: off(parts.headlight), tailLight: off(parts.tailLight) }
}
