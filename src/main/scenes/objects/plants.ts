import { clamp, cosine, sine } from '../geometry/elementary.ts'
import type { Mesh, Point } from '../geometry/mesh.ts'
import type { Random } from '../geometry/random.ts'
import type { Site } from '../geometry/site.ts'
import { labelIds } from '../geometry/surfaces.ts'
import { KERB_HEIGHT } from '../street.ts'

export const treeKinds = ['broad', 'round', 'tall', 'conifer'] as const
export type TreeKind = (typeof treeKinds)[number]

interface Cluster {
  readonly centre: Point
  readonly radius: Point
}

const foliagePart = (mesh: Mesh, key: number): number =>
  mesh.part({ surface: 'foliage', labelId: labelIds.vegetation, role: 'foliage', key })

/** Dead leaves: ellipses that cover one another, spread over the shell of a cluster and turned as its surface is; a core in shade behind them. */
function addLeaves(mesh: Mesh, random: Random, part: number, cluster: Cluster, count: number, leaf: number): void {
  const [rx, ry, rz] = cluster.radius
  mesh.ellipse(part, cluster.centre, [0.62 * rx, 0], ry / rx, [0, -0.6, -1])
  for (let i = 0; i < count; i++) {
    const height = random.range(-1, 1)
    const ring = Math.sqrt(1 - height * height)
    const angle = random.range(0, 2 * Math.PI)
    const shell = 0.55 + 0.45 * Math.sqrt(random.next())
    const direction: Point = [ring * cosine(angle), height, ring * sine(angle)]
    const [cx, cy, cz] = cluster.centre
    const centre: Point = [cx + direction[0] * rx * shell, cy + height * ry * shell, cz + direction[2] * rz * shell]
    const turn = random.range(0, Math.PI)
    const size = leaf * random.range(0.6, 1.35)
    const normal: Point = [
      direction[0] + random.range(-0.3, 0.3),
      height + 0.25 + random.range(-0.3, 0.3),
      direction[2] - 0.2,
    ]
    mesh.ellipse(part, centre, [size * cosine(turn), size * sine(turn)], random.range(0.45, 0.9), normal)
  }
}

function crownOf(random: Random, kind: TreeKind, height: number): Cluster[] {
  if (kind === 'conifer') {
    return Array.from({ length: 6 }, (_, i) => {
      const share = i / 6
      const radius = height * 0.2 * (1 - share) + 0.15
      return { centre: [0, height * (0.18 + 0.8 * share), 0] as Point, radius: [radius, height * 0.1, radius] as Point }
    })
  }
  if (kind === 'tall') {
    return [0.38, 0.58, 0.78].map((level) => ({
      centre: [random.range(-0.2, 0.2), height * level, 0] as Point,
      radius: [height * 0.13, height * 0.2, height * 0.13] as Point,
    }))
  }
  const spread = kind === 'broad' ? 0.24 : 0.15
  return Array.from({ length: kind === 'broad' ? 7 : 5 }, (_, i) => {
    const angle = (i * 2 * Math.PI) / (kind === 'broad' ? 6 : 4) + random.range(-0.4, 0.4)
    const reach = i === 0 ? 0 : height * spread
    const radius = height * random.range(0.14, 0.21)
    return {
      centre: [
        reach * cosine(angle),
        height * (i === 0 ? 0.82 : random.range(0.56, 0.76)),
        reach * sine(angle),
      ] as Point,
      radius: [radius, radius * 0.85, radius] as Point,
    }
  })
}

/** Plants a tree; `species` is shared by the trees of a street. Trunks are vegetation too, as in Cityscapes. */
export function plantTree(
  site: Site,
  random: Random,
  lateral: number,
  z: number,
  kind: TreeKind,
  species: number,
  height: number,
): void {
  const mesh = site.meshAt(lateral, z, KERB_HEIGHT - 0.02)
  const bark = mesh.part({ surface: 'bark', labelId: labelIds.vegetation, role: 'bark', key: species })
  const girth = height * random.range(0.018, 0.028)
  mesh.post(bark, 0, 0, 0, height * 0.62, girth, girth * 0.55)
  const crown = crownOf(random, kind, height)
  if (kind === 'broad' || kind === 'round') {
    for (const { centre } of crown)
      mesh.capsule(
        bark,
        [0, height * 0.42, 0],
        [centre[0] * 0.8, centre[1], centre[2] * 0.8],
        girth * 0.45,
        girth * 0.2,
      )
  }
  const part = foliagePart(mesh, species)
  for (const cluster of crown) {
    const radius = Math.sqrt(cluster.radius[0] * cluster.radius[1])
    const leaf = Math.max(0.085, 3.4 / site.samplesPerMetre(z))
    const leaves = Math.round(clamp(2.1 * (radius / leaf) * (radius / leaf), 14, 240))
    addLeaves(mesh, random, part, cluster, leaves, (1.5 * radius) / Math.sqrt(leaves))
  }
}

/** Plants a hedge or a row of bushes along the street. */
export function plantHedge(
  site: Site,
  random: Random,
  lateral: number,
  from: number,
  to: number,
  height: number,
  species: number,
): void {
  const part = foliagePart(site.meshAt(lateral, from), species)
  let z = from
  while (z < to) {
    const size = clamp(site.samplesPerMetre(z) * height, 2, 200)
    const leaves = Math.round(clamp(size * 0.9, 10, 90))
    const radius = height * 0.5
    const cluster: Cluster = {
      centre: [random.range(-0.15, 0.15), height * 0.5, 0],
      radius: [radius * 0.8, height * 0.55, radius],
    }
    addLeaves(
      site.meshAt(lateral, z, KERB_HEIGHT),
      random,
      part,
      cluster,
      leaves,
      height * clamp(1.2 / Math.sqrt(leaves), 0.09, 0.3),
    )
    z += height * 0.55 * Math.max(1, z / 40)
  }
}

/** A wood seen from far: crowns alone, wide and low. */
export function plantWood(
  site: Site,
  random: Random,
  lateral: number,
  z: number,
  width: number,
  height: number,
  species: number,
): void {
  const mesh = site.meshAt(lateral, z)
  const part = foliagePart(mesh, species)
  for (let x = -width / 2; x < width / 2; x += height * 0.5) {
    const radius = height * random.range(0.3, 0.5)
    addLeaves(
      mesh,
      random,
      part,
      { centre: [x, height * random.range(0.4, 0.65), random.range(-4, 4)], radius: [radius, radius * 1.2, radius] },
      26,
      radius * 0.42,
    )
    addLeaves(
      mesh,
      random,
      part,
      { centre: [x, height * 0.2, -2], radius: [radius, height * 0.3, radius] },
      12,
      radius * 0.5,
    )
  }
}
