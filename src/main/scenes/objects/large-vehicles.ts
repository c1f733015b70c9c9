import { inset, type Mesh, type Quad } from '../geometry/mesh.ts'
import type { Random } from '../geometry/random.ts'
import type { Site } from '../geometry/site.ts'
import { labelIds } from '../geometry/surfaces.ts'
import { addAxle, lightVehicle, vehicleParts, type VehicleParts } from './cars.ts'

type Turn = readonly [sin: number, cos: number]

/** The faces of a box between two corners, each with its lower edge first. */
function boxFaces(
  half: number,
  bottom: number,
  top: number,
  rear: number,
  front: number,
): { back: Quad; nose: Quad; left: Quad; right: Quad } {
  const face = (xa: number, za: number, xb: number, zb: number): Quad => [
    [xa, bottom, za],
    [xb, bottom, zb],
    [xb, top, zb],
    [xa, top, za],
  ]
  return {
    back: face(-half, rear, half, rear),
    nose: face(-half, front, half, front),
    left: face(-half, rear, -half, front),
    right: face(half, rear, half, front),
  }
}

function addLights(mesh: Mesh, parts: VehicleParts, nose: Quad, back: Quad, level: number): void {
  for (const [u, v] of [
    [0.04, 0.18],
    [0.82, 0.96],
  ] as const) {
    mesh.polygon(parts.headlight, inset(nose, u, v, level, level + 0.06))
    mesh.polygon(parts.tailLight, inset(back, u, v, level, level + 0.08))
  }
}

/** A lorry: cab, and a box or tank body behind it. */
export function placeTruck(site: Site, random: Random, lateral: number, z: number, turn: Turn): void {
  const mesh = site.meshAt(lateral, z, 0, turn)
  const instance = site.nextInstance(labelIds.truck)
  const parts = vehicleParts(mesh, labelIds.truck, instance, 'livery', random.integer(0, 1 << 30))
  const cargo = mesh.part({
    surface: 'bodywork',
    labelId: labelIds.truck,
    instance,
    role: 'livery',
    key: random.integer(0, 1 << 30),
  })
  const stripe = mesh.part({
    surface: 'plain',
    labelId: labelIds.truck,
    instance,
    role: 'awning',
    key: random.integer(0, 1 << 30),
  })
  const [half, length] = [1.22, random.range(6.4, 9)]
  const [rear, front] = [-length / 2, length / 2]
  const roof = random.range(2.9, 3.6)
  const cab = boxFaces(half * 0.97, 0.45, random.range(2.5, 2.9), front - 1.9, front)
  mesh.box(parts.body, cab.back[0], cab.nose[2])
  mesh.polygon(parts.glass, inset(cab.nose, 0.06, 0.94, 0.48, 0.86))
  mesh.polygon(parts.dark, inset(cab.nose, 0.2, 0.8, 0.12, 0.36))
  for (const flank of [cab.left, cab.right]) mesh.polygon(parts.glass, inset(flank, 0.35, 0.9, 0.48, 0.84))
  const body = boxFaces(half, 0.95, roof, rear, front - 2.1)
  mesh.box(cargo, body.back[0], body.nose[2])
  for (const flank of [body.left, body.right])
    mesh.polygon(stripe, inset(flank, 0.05, 0.95, 0.3, random.range(0.42, 0.7)))
  mesh.polygon(parts.dark, inset(body.back, 0.495, 0.505, 0.02, 0.98))
  mesh.polygon(parts.rim, inset(body.back, 0.3, 0.33, 0.02, 0.98))
  mesh.polygon(parts.rim, inset(body.back, 0.67, 0.7, 0.02, 0.98))
  mesh.box(parts.dark, [-half * 0.9, 0.45, rear], [half * 0.9, 0.95, front - 1])
  const bumper = boxFaces(half, 0.45, 0.95, rear - 0.05, front)
  addLights(mesh, parts, cab.nose, bumper.back, 0.2)
  mesh.polygon(parts.plate, inset(bumper.back, 0.4, 0.6, 0.25, 0.6))
  for (const at of [front - 1, rear + 1.2, rear + 2.4]) addAxle(mesh, parts, half, at, 0.48)
  lightVehicle(site, mesh, half, 0.8, length / 2 + 0.05)
}

interface Coach {
  readonly labelId: number
  readonly half: number
  readonly bottom: number
  readonly roof: number
  readonly length: number
  readonly windows: number
}

/** The shell that buses and trams share: window bands, doors, a sign that glows over the windscreen. */
function addCoach(
  mesh: Mesh,
  parts: VehicleParts,
  coach: Coach,
  instance: number,
  random: Random,
): { nose: Quad; back: Quad } {
  const { half, bottom, roof, length } = coach
  const faces = boxFaces(half, bottom, roof, -length / 2, length / 2)
  mesh.box(parts.body, faces.back[0], faces.nose[2])
  const inside = mesh.part({ surface: 'glass', labelId: coach.labelId, instance, role: 'dark', key: 1, glow: 0.55 })
  const trim = mesh.part({
    surface: 'bodywork',
    labelId: coach.labelId,
    instance,
    role: 'livery',
    key: random.integer(0, 1 << 30),
  })
  for (const flank of [faces.left, faces.right]) {
    mesh.polygon(trim, inset(flank, 0, 1, 0.02, 0.2))
    for (let i = 0; i < coach.windows; i++) {
      const isDoor = i % 4 === 2
      mesh.polygon(
        inside,
        inset(flank, (i + 0.08) / coach.windows, (i + 0.92) / coach.windows, isDoor ? 0.06 : 0.4, 0.82),
      )
    }
  }
  mesh.polygon(inside, inset(faces.nose, 0.05, 0.95, 0.32, 0.8))
  mesh.polygon(inside, inset(faces.back, 0.1, 0.9, 0.45, 0.8))
  mesh.polygon(trim, inset(faces.back, 0, 1, 0, 0.2))
  mesh.polygon(trim, inset(faces.nose, 0, 1, 0, 0.14))
  const sign = mesh.part({ surface: 'signal lamp', labelId: coach.labelId, instance, role: 'amber', glow: 0.9 })
  for (const face of [faces.nose, faces.back]) {
    mesh.polygon(parts.dark, inset(face, 0.15, 0.85, 0.84, 0.97))
    mesh.polygon(sign, inset(inset(face, 0.22, 0.78, 0.87, 0.94) as unknown as Quad, 0, 1, 0, 1))
  }
  addLights(mesh, parts, faces.nose, faces.back, 0.16)
  return faces
}

/** A city bus. */
export function placeBus(site: Site, random: Random, lateral: number, z: number, turn: Turn): void {
  const mesh = site.meshAt(lateral, z, 0, turn)
  const instance = site.nextInstance(labelIds.bus)
  const parts = vehicleParts(mesh, labelIds.bus, instance, 'livery', random.integer(0, 1 << 30))
  const length = random.range(9.5, 12.5)
  const coach: Coach = {
    labelId: labelIds.bus,
    half: 1.26,
    bottom: 0.32,
    roof: random.pick([3, 3.1, 4.2]),
    length,
    windows: 8,
  }
  const { back } = addCoach(mesh, parts, coach, instance, random)
  mesh.polygon(parts.plate, inset(back, 0.4, 0.6, 0.1, 0.15))
  for (const at of [length * 0.28, -length * 0.26]) addAxle(mesh, parts, 1.26, at, 0.46)
  lightVehicle(site, mesh, 1.26, 0.85, length / 2 + 0.05)
}

/** A tram of two or three cars. */
export function placeTram(site: Site, random: Random, lateral: number, z: number, turn: Turn): void {
  const instance = site.nextInstance(labelIds.train)
  const key = random.integer(0, 1 << 30)
  const count = random.integer(2, 3)
  for (let car = 0; car < count; car++) {
    const mesh = site.meshAt(lateral, z + car * 10.4, 0, turn)
    const parts = vehicleParts(mesh, labelIds.train, instance, 'livery', key)
    addCoach(
      mesh,
      parts,
      { labelId: labelIds.train, half: 1.22, bottom: 0.28, roof: 3.3, length: 10, windows: 7 },
      instance,
      random,
    )
    mesh.box(parts.dark, [-0.9, 0.05, -3.8], [0.9, 0.3, 3.8])
    mesh.box(parts.dark, [-0.95, 3.3, -3], [0.95, 3.65, 3])
    const far = turn[1] < 0 ? -1 : 1
    if (car + 1 < count) mesh.box(parts.dark, [-1, 0.4, far * 4.9], [1, 3.1, far * 5.5])
    if (car === 0) {
      mesh.capsule(parts.dark, [0, 3.6, -1], [0, 4.4, 0.4], 0.04)
      mesh.capsule(parts.dark, [0, 4.4, 0.4], [0, 5.2, -0.6], 0.04)
      mesh.capsule(parts.dark, [-0.8, 5.2, -0.6], [0.8, 5.2, -0.6], 0.04)
      lightVehicle(site, mesh, 1.2, 0.85, 5.05)
    }
  }
}
