import type { Point } from '../geometry/mesh.ts'
import type { Random } from '../geometry/random.ts'
import type { Site } from '../geometry/site.ts'
import { labelIds } from '../geometry/surfaces.ts'
import { KERB_HEIGHT, type Side } from '../street.ts'

/** A wall along the street, of brick, stone or concrete as the town has them, with a coping. */
export function placeWall(site: Site, random: Random, side: Side, lateral: number, from: number, to: number): void {
  const mesh = site.meshAt(lateral, (from + to) / 2, KERB_HEIGHT)
  const [half, height] = [(to - from) / 2, random.range(1.1, 3)]
  const wall = mesh.part({ surface: 'masonry', labelId: labelIds.wall, role: 'masonry', key: random.integer(0, 3) })
  const coping = mesh.part({ surface: 'plain', labelId: labelIds.wall, role: 'trim', key: 5 })
  mesh.box(wall, [0, 0, -half], [side * 0.3, height, half])
  mesh.box(coping, [-side * 0.06, height, -half - 0.03], [side * 0.36, height + 0.1, half + 0.03])
  for (const z of [-half, half]) mesh.box(wall, [-side * 0.1, 0, z - 0.2], [side * 0.4, height + 0.25, z + 0.2])
}

/** A fence along the street: closed boards, or pickets or rails whose holes show the ground behind and are fence all the same. */
export function placeFence(site: Site, random: Random, side: Side, lateral: number, from: number, to: number): void {
  const mesh = site.meshAt(lateral, (from + to) / 2, KERB_HEIGHT)
  const half = (to - from) / 2
  const kind = random.pick(['boards', 'pickets', 'rails'] as const)
  const height = kind === 'boards' ? random.range(1.4, 2) : random.range(0.95, 1.4)
  const key = random.integer(0, 3)
  const face = (z0: number, z1: number, y0: number, y1: number, x: number): Point[] => [
    [x, y0, z0],
    [x, y0, z1],
    [x, y1, z1],
    [x, y1, z0],
  ]
  if (kind === 'boards') {
    const boards = mesh.part({ surface: 'boards', labelId: labelIds.fence, role: 'boards', key })
    mesh.polygon(boards, face(-half, half, 0.05, height, 0))
    return
  }
  const bars = mesh.part({
    surface: 'plain',
    labelId: labelIds.fence,
    role: kind === 'rails' ? 'metal' : 'boards',
    key,
  })
  const step = kind === 'pickets' ? 0.2 : 0.16
  const width = kind === 'pickets' ? 0.1 : 0.03
  const spacing = step * Math.max(1, Math.round(from / 18))
  for (let z = -half; z < half; z += spacing) mesh.polygon(bars, face(z, z + width * (spacing / step), 0, height, 0))
  for (const y of [0.18, height - 0.2]) mesh.polygon(bars, face(-half, half, y, y + 0.09, side * 0.01))
  for (let z = -half; z <= half; z += 2.4) mesh.box(bars, [-0.05, 0, z - 0.05], [0.05, height + 0.1, z + 0.05])
  const holes = mesh.part({ surface: 'plain', labelId: labelIds.fence, role: 'boards', key })
  mesh.cover(holes, face(-half, half, 0, height, 0))
}
