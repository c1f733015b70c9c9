import type { Random } from '../geometry/random.ts'
import type { Site } from '../geometry/site.ts'
import { labelIds } from '../geometry/surfaces.ts'
import { seatRider } from './people.ts'

type Turn = readonly [sin: number, cos: number]

/** A bicycle, parked or ridden. */
export function placeBicycle(
  site: Site,
  random: Random,
  lateral: number,
  z: number,
  y: number,
  turn: Turn,
  ridden: boolean,
): void {
  const mesh = site.meshAt(lateral, z, y, turn)
  const instance = site.nextInstance(labelIds.bicycle)
  const at = { labelId: labelIds.bicycle, instance }
  const frame = mesh.part({ surface: 'bodywork', role: 'cloth', key: random.integer(0, 1 << 30), ...at })
  const tyre = mesh.part({ surface: 'rubber', role: 'dark', key: 2, ...at })
  const metal = mesh.part({ surface: 'metal', role: 'metal', key: 1, ...at })
  for (const wheel of [-0.52, 0.54]) {
    mesh.ring(tyre, [0, 0.34, wheel], 0.295, 0.345, 0.05)
    mesh.ring(metal, [0, 0.34, wheel], 0.275, 0.297, 0.02)
    mesh.ring(metal, [0, 0.34, wheel], 0.01, 0.035, 0.08, 6)
  }
  const tube = 0.026
  mesh.capsule(frame, [0, 0.34, -0.52], [0, 0.3, -0.06], tube)
  mesh.capsule(frame, [0, 0.34, -0.52], [0, 0.8, -0.2], tube * 0.8)
  mesh.capsule(frame, [0, 0.3, -0.06], [0, 0.86, -0.22], tube)
  mesh.capsule(frame, [0, 0.3, -0.06], [0, 0.76, 0.4], tube * 1.2)
  mesh.capsule(frame, [0, 0.8, -0.2], [0, 0.82, 0.39], tube)
  mesh.capsule(metal, [0, 0.34, 0.54], [0, 0.98, 0.36], tube)
  mesh.capsule(metal, [-0.26, 1.02, 0.32], [0.26, 1.02, 0.32], 0.022)
  mesh.capsule(tyre, [0, 0.9, -0.34], [0, 0.91, -0.12], 0.06, 0.04)
  if (random.chance(0.5)) mesh.box(tyre, [-0.12, 0.72, -0.72], [0.12, 0.76, -0.3])
  const lamp = mesh.part({ surface: 'tail light', role: 'red', glow: ridden ? 0.8 : 0, ...at })
  mesh.disc(lamp, [0, 0.68, -0.74], 0.04, 'z', 8)
  if (ridden) seatRider(mesh, site, random, [0, 0.96, -0.24], [0, 1.05, 0.3], 0.22, random.chance(0.5))
}

/** A motorcycle or a scooter, parked or ridden. */
export function placeMotorcycle(
  site: Site,
  random: Random,
  lateral: number,
  z: number,
  y: number,
  turn: Turn,
  ridden: boolean,
): void {
  const mesh = site.meshAt(lateral, z, y, turn)
  const instance = site.nextInstance(labelIds.motorcycle)
  const at = { labelId: labelIds.motorcycle, instance }
  const paint = mesh.part({ surface: 'bodywork', role: 'livery', key: random.integer(0, 1 << 30), ...at })
  const dark = mesh.part({ surface: 'rubber', role: 'dark', key: 2, ...at })
  const metal = mesh.part({ surface: 'metal', role: 'metal', key: 0, ...at })
  const scooter = random.chance(0.45)
  const radius = scooter ? 0.25 : 0.31
  for (const wheel of [-0.68, 0.7]) {
    mesh.ring(dark, [0, radius, wheel], radius * 0.62, radius, 0.14)
    mesh.ring(metal, [0, radius, wheel], radius * 0.1, radius * 0.62, 0.04, 8)
  }
  mesh.capsule(metal, [0, radius, 0.7], [0, 0.95, 0.45], 0.05)
  mesh.capsule(dark, [0, 0.8, -0.62], [0, 0.78, -0.02], 0.13, 0.11)
  mesh.capsule(paint, [0, 0.72, -0.8], [0, 0.66, -0.3], 0.1, 0.16)
  if (scooter) {
    mesh.box(paint, [-0.2, 0.22, -0.15], [0.2, 0.3, 0.4])
    mesh.polygon(paint, [
      [-0.22, 0.3, 0.42],
      [0.22, 0.3, 0.42],
      [0.16, 0.95, 0.36],
      [-0.16, 0.95, 0.36],
    ])
  } else {
    mesh.capsule(paint, [0, 0.82, 0.02], [0, 0.86, 0.32], 0.16, 0.13)
    mesh.capsule(metal, [0, 0.4, -0.15], [0, 0.42, 0.25], 0.17)
    mesh.capsule(metal, [0.16, 0.32, -0.1], [0.18, 0.4, -0.75], 0.06, 0.07)
  }
  mesh.capsule(dark, [-0.34, 1.02, 0.36], [0.34, 1.02, 0.36], 0.028)
  for (const x of [-0.32, 0.32]) mesh.capsule(dark, [x, 1.05, 0.38], [x * 1.1, 1.2, 0.36], 0.05)
  const head = mesh.part({ surface: 'headlight', role: 'white', glow: ridden ? 1 : 0, ...at })
  const tail = mesh.part({ surface: 'tail light', role: 'red', glow: ridden ? 1 : 0, ...at })
  mesh.disc(head, [0, 0.86, 0.56], 0.1, 'z', 10)
  mesh.disc(tail, [0, 0.74, -0.91], 0.07, 'z', 8)
  const plate = mesh.part({ surface: 'plain', role: 'white', key: 1, ...at })
  mesh.polygon(plate, [
    [-0.1, 0.48, -0.92],
    [0.1, 0.48, -0.92],
    [0.1, 0.62, -0.94],
    [-0.1, 0.62, -0.94],
  ])
  if (!ridden) return
  seatRider(mesh, site, random, [0, 0.88, -0.25], [0, 1.05, 0.3], 0.28, true)
  const along = mesh.pose.cos
  if (along * along < 0.2) return
  for (const [kind, at] of [
    ['headlight', 0.6],
    ['tail light', -0.95],
  ] as const) {
    const [wx, wy, wz] = mesh.world([0, 0.8, at])
    site.lamps.push({ kind, x: wx, y: wy, z: wz, towards: at * along > 0 ? 1 : -1 })
  }
}
