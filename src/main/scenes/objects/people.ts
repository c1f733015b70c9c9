import type { Mesh, Point } from '../geometry/mesh.ts'
import type { Random } from '../geometry/random.ts'
import type { Site } from '../geometry/site.ts'
import { labelIds } from '../geometry/surfaces.ts'

interface Clothes {
  readonly top: number
  readonly legs: number
  readonly skin: number
  readonly hair: number
  readonly shoes: number
}

function dress(mesh: Mesh, random: Random, labelId: number, instance: number): Clothes {
  const part = (surface: 'cloth' | 'skin', role: 'cloth' | 'trousers' | 'skin' | 'hair' | 'dark'): number =>
    mesh.part({ surface, labelId, role, instance, key: random.integer(0, 1 << 30) })
  return {
    top: part('cloth', 'cloth'),
    legs: part('cloth', 'trousers'),
    skin: part('skin', 'skin'),
    hair: part('cloth', 'hair'),
    shoes: part('cloth', 'dark'),
  }
}

function addHead(mesh: Mesh, random: Random, clothes: Clothes, neck: Point, scale: number): void {
  const [x, y, z] = neck
  mesh.capsule(clothes.skin, neck, [x, y + 0.06 * scale, z], 0.055 * scale)
  mesh.capsule(
    clothes.skin,
    [x, y + 0.13 * scale, z + 0.01],
    [x, y + 0.2 * scale, z + 0.01],
    0.088 * scale,
    0.092 * scale,
  )
  const covered = random.chance(0.25)
  const hair = covered ? clothes.top : clothes.hair
  mesh.capsule(hair, [x, y + 0.16 * scale, z - 0.045], [x, y + 0.23 * scale, z - 0.02], 0.085 * scale, 0.092 * scale)
}

/** Someone standing or walking, 1.5 to 1.9 m tall, in the middle of a step of random length. */
export function placePedestrian(
  site: Site,
  random: Random,
  lateral: number,
  z: number,
  y: number,
  turn: readonly [number, number],
): void {
  const mesh = site.meshAt(lateral, z, y, turn)
  const instance = site.nextInstance(labelIds.person)
  const clothes = dress(mesh, random, labelIds.person, instance)
  const k = random.range(1.5, 1.92) / 1.75
  const stride = random.chance(0.25) ? 0.04 : random.range(0.12, 0.34)
  const coat = random.chance(0.35)
  const hip = 0.9 * k
  for (const x of [-1, 1]) {
    const step = x * stride * k
    const knee: Point = [x * 0.095 * k, 0.48 * k, step * 0.55 + 0.05]
    const ankle: Point = [x * 0.095 * k, 0.09 * k + Math.max(0, -step) * 0.2, step]
    mesh.capsule(clothes.legs, [x * 0.09 * k, hip, 0], knee, 0.092 * k, 0.068 * k)
    mesh.capsule(clothes.legs, knee, ankle, 0.068 * k, 0.05 * k)
    mesh.capsule(
      clothes.shoes,
      [ankle[0], ankle[1] - 0.03, step - 0.03],
      [ankle[0], ankle[1] - 0.04, step + 0.15],
      0.05 * k,
    )
    const shoulder: Point = [x * 0.2 * k, 1.4 * k, 0]
    const elbow: Point = [x * 0.25 * k, 1.13 * k, -step * 0.35]
    mesh.capsule(clothes.top, shoulder, elbow, 0.062 * k, 0.052 * k)
    mesh.capsule(clothes.top, elbow, [x * 0.24 * k, 0.9 * k, -step * 0.35 + 0.1], 0.05 * k, 0.042 * k)
    mesh.capsule(
      clothes.skin,
      [x * 0.24 * k, 0.87 * k, -step * 0.35 + 0.11],
      [x * 0.24 * k, 0.83 * k, -step * 0.35 + 0.12],
      0.042 * k,
    )
    mesh.capsule(
      clothes.top,
      [x * 0.07 * k, coat ? 0.68 * k : 0.93 * k, 0],
      [x * 0.12 * k, 1.38 * k, 0],
      coat ? 0.14 * k : 0.11 * k,
      0.1 * k,
    )
  }
  if (random.chance(0.3)) addBag(mesh, random, k, instance)
  addHead(mesh, random, clothes, [0, 1.46 * k, 0], k)
}

function addBag(mesh: Mesh, random: Random, k: number, instance: number): void {
  const key = random.integer(0, 1 << 30)
  const bag = mesh.part({ surface: 'cloth', labelId: labelIds.person, role: 'cloth', key, instance })
  if (random.chance(0.5)) mesh.box(bag, [-0.15 * k, 1 * k, -0.3], [0.15 * k, 1.4 * k, -0.12])
  else mesh.box(bag, [0.26 * k, 0.5 * k, -0.1], [0.36 * k, 0.8 * k, 0.16])
}

/** The one who rides: hips on a saddle, hands on a handlebar, in the vehicle's own coordinates. */
export function seatRider(
  mesh: Mesh,
  site: Site,
  random: Random,
  saddle: Point,
  hands: Point,
  feet: number,
  helmet: boolean,
): void {
  const instance = site.nextInstance(labelIds.rider)
  const clothes = dress(mesh, random, labelIds.rider, instance)
  const key = random.integer(0, 1 << 30)
  const shell = { surface: 'bodywork', labelId: labelIds.rider, role: 'livery', key, instance } as const
  const [, sy, sz] = saddle
  const shoulder: Point = [0, sy + 0.5, sz + (hands[2] - sz) * 0.3]
  for (const x of [-1, 1]) {
    const knee: Point = [x * 0.13, sy - 0.2 + x * 0.07, sz + 0.42]
    mesh.capsule(clothes.legs, [x * 0.1, sy + 0.04, sz], knee, 0.095, 0.07)
    mesh.capsule(clothes.legs, knee, [x * 0.12, feet + 0.1 + x * 0.08, sz + 0.3], 0.068, 0.05)
    mesh.capsule(
      clothes.shoes,
      [x * 0.12, feet + 0.05 + x * 0.08, sz + 0.24],
      [x * 0.12, feet + 0.05 + x * 0.08, sz + 0.42],
      0.05,
    )
    mesh.capsule(clothes.top, [x * 0.08, sy + 0.06, sz], [x * 0.12, shoulder[1], shoulder[2]], 0.12, 0.1)
    const elbow: Point = [x * 0.29, shoulder[1] - 0.24, (shoulder[2] + hands[2]) / 2]
    mesh.capsule(clothes.top, [x * 0.2, shoulder[1], shoulder[2]], elbow, 0.06, 0.05)
    mesh.capsule(clothes.top, elbow, [x * 0.24, hands[1], hands[2]], 0.05, 0.042)
  }
  addHead(
    mesh,
    random,
    helmet ? { ...clothes, hair: mesh.part(shell) } : clothes,
    [0, shoulder[1] + 0.08, shoulder[2] + 0.03],
    1.05,
  )
}
