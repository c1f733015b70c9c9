import type { Mesh, Point } from '../geometry/mesh.ts'
import type { Random } from '../geometry/random.ts'
import type { Site } from '../geometry/site.ts'
import { labelIds, type Facade } from '../geometry/surfaces.ts'
import { KERB_HEIGHT, type District, type Side } from '../street.ts'

type Roof = 'flat' | 'gable' | 'mansard'

/** What the buildings of a street share, so that they look like one place. */
export interface BuildingStyle {
  readonly walls: readonly Facade['wall'][]
  readonly roofs: readonly Roof[]
  readonly storeys: readonly [least: number, most: number]
  readonly bay: readonly [number, number]
  readonly shops: number
  readonly balconies: number
  readonly panes: number
  readonly length: readonly [number, number]
}

const styles: Record<District, Omit<BuildingStyle, 'panes'>> = {
  'old town': {
    walls: ['plaster', 'plaster', 'stone', 'brick'],
    roofs: ['gable', 'gable', 'mansard'],
    storeys: [3, 5],
    bay: [1.9, 2.6],
    shops: 0.6,
    balconies: 0.1,
    length: [7, 14],
  },
  city: {
    walls: ['plaster', 'panel', 'glass', 'stone', 'brick'],
    roofs: ['flat', 'flat', 'mansard'],
    storeys: [4, 9],
    bay: [2, 3.4],
    shops: 0.65,
    balconies: 0.3,
    length: [12, 26],
  },
  suburb: {
    walls: ['plaster', 'brick', 'brick'],
    roofs: ['gable'],
    storeys: [1, 2],
    bay: [2.4, 3.4],
    shops: 0.03,
    balconies: 0.1,
    length: [8, 13],
  },
  boulevard: {
    walls: ['stone', 'plaster', 'stone'],
    roofs: ['mansard', 'flat'],
    storeys: [5, 7],
    bay: [2, 2.8],
    shops: 0.7,
    balconies: 0.55,
    length: [14, 26],
  },
  outskirts: {
    walls: ['panel', 'plaster', 'brick'],
    roofs: ['flat', 'gable'],
    storeys: [1, 4],
    bay: [2.6, 4],
    shops: 0.2,
    balconies: 0.15,
    length: [10, 24],
  },
}

export const buildingStyle = (district: District, random: Random): BuildingStyle => ({
  ...styles[district],
  panes: random.integer(1, 3),
})

interface Dimensions {
  readonly side: Side
  readonly length: number
  readonly depth: number
  readonly height: number
}

type Design = Omit<Facade, 'key' | 'originX' | 'originZ' | 'directionX' | 'directionZ' | 'length' | 'height' | 'blind'>

function designFacade(random: Random, style: BuildingStyle): Design {
  const wall = random.pick(style.walls)
  return {
    wall,
    storey: random.range(2.8, 3.6),
    groundFloor: random.range(3.2, 4.3),
    bay: random.range(style.bay[0], style.bay[1]),
    windowWidth: wall === 'glass' ? 0.92 : random.range(0.38, wall === 'panel' ? 0.85 : 0.6),
    windowHeight: wall === 'glass' ? 0.86 : random.range(0.45, 0.66),
    panes: style.panes,
    shop: random.chance(style.shops),
  }
}

/** Builds a house whose front stands at a lateral position, from one distance to another. */
export function build(
  site: Site,
  random: Random,
  style: BuildingStyle,
  side: Side,
  lateral: number,
  from: number,
  to: number,
): void {
  const mesh = site.meshAt(lateral, (from + to) / 2, KERB_HEIGHT)
  const design = designFacade(random, style)
  const storeys = random.integer(style.storeys[0], style.storeys[1])
  const size: Dimensions = {
    side,
    length: to - from,
    depth: random.range(9, 14),
    height: design.groundFloor + (storeys - 1) * design.storey + 0.5,
  }
  const key = random.integer(0, 1 << 30)
  raiseWalls(mesh, design, size, key, random)
  roofOver(mesh, random, random.pick(style.roofs), size, key)
  if ((from + to) / 2 > 70) return
  if (design.shop) openShops(site, mesh, random, design, size)
  if (random.chance(style.balconies)) hangBalconies(mesh, random, design, size, storeys)
}

function raiseWalls(mesh: Mesh, design: Design, size: Dimensions, key: number, random: Random): void {
  const { side, length, depth, height } = size
  const corner = (x: number, z: number): readonly [number, number] => [x * side, z]
  const blind = random.chance(0.4)
  const wall = (start: readonly [number, number], end: readonly [number, number], isFront: boolean): void => {
    const a = mesh.world([start[0], 0, start[1]])
    const b = mesh.world([end[0], 0, end[1]])
    const span = Math.sqrt((b[0] - a[0]) * (b[0] - a[0]) + (b[2] - a[2]) * (b[2] - a[2]))
    const facade: Facade = {
      ...design,
      shop: design.shop && isFront,
      blind: blind && !isFront,
      key,
      originX: a[0],
      originZ: a[2],
      directionX: (b[0] - a[0]) / span,
      directionZ: (b[2] - a[2]) / span,
      length: span,
      height,
    }
    const part = mesh.part({ surface: 'facade', labelId: labelIds.building, role: 'wall', key, facade })
    mesh.polygon(part, [
      [start[0], 0, start[1]],
      [end[0], 0, end[1]],
      [end[0], height, end[1]],
      [start[0], height, start[1]],
    ])
  }
  const half = length / 2
  wall(corner(0, -half), corner(0, half), true)
  wall(corner(0, -half), corner(depth, -half), false)
  wall(corner(0, half), corner(depth, half), false)
  wall(corner(depth, -half), corner(depth, half), false)
}

function roofOver(mesh: Mesh, random: Random, roof: Roof, size: Dimensions, key: number): void {
  const { side, length, depth, height } = size
  const half = length / 2
  const at = (x: number, y: number, z: number): Point => [x * side, y, z]
  const trim = mesh.part({ surface: 'plain', labelId: labelIds.building, role: 'trim', key })
  const cornice = random.range(0.12, 0.4)
  mesh.box(trim, at(-cornice, height - random.range(0.25, 0.5), -half), at(0.1, height + 0.12, half))
  const tiles = mesh.part({ surface: 'roof', labelId: labelIds.building, role: 'roof', key: key % 3 })
  if (roof === 'flat') {
    mesh.polygon(tiles, [at(0, height, -half), at(depth, height, -half), at(depth, height, half), at(0, height, half)])
    if (random.chance(0.6)) mesh.box(trim, at(3, height, -half * 0.4), at(6, height + random.range(1.5, 3), half * 0.2))
    return
  }
  const ridge = roof === 'gable' ? depth / 2 : 1.6
  const top = height + (roof === 'gable' ? depth * random.range(0.3, 0.5) : 2.9)
  const eave = roof === 'gable' ? -0.4 : 0
  mesh.polygon(tiles, [at(eave, height, -half), at(eave, height, half), at(ridge, top, half), at(ridge, top, -half)])
  mesh.polygon(tiles, [
    at(depth - eave, height, -half),
    at(depth - eave, height, half),
    at(depth - ridge, top, half),
    at(depth - ridge, top, -half),
  ])
  if (roof === 'mansard')
    mesh.polygon(tiles, [
      at(ridge, top, -half),
      at(depth - ridge, top, -half),
      at(depth - ridge, top, half),
      at(ridge, top, half),
    ])
  const gable = mesh.part({ surface: 'masonry', labelId: labelIds.building, role: 'wall', key })
  for (const z of [-half, half]) {
    mesh.polygon(
      gable,
      roof === 'gable'
        ? [at(0, height, z), at(depth, height, z), at(ridge, top - 0.1, z)]
        : [at(0, height, z), at(depth, height, z), at(depth - ridge, top, z), at(ridge, top, z)],
    )
  }
  if (roof === 'mansard') addDormers(mesh, trim, size, height)
  addChimneys(mesh, random, gable, size, ridge, top)
}

function addDormers(mesh: Mesh, trim: number, { side, length }: Dimensions, height: number): void {
  const glass = mesh.part({ surface: 'glass', labelId: labelIds.building, role: 'dark' })
  for (let z = -length / 2 + 1.5; z < length / 2 - 1.5; z += 2.8) {
    mesh.box(trim, [0.25 * side, height + 0.3, z - 0.6], [1.5 * side, height + 2.2, z + 0.6])
    mesh.polygon(glass, [
      [0.23 * side, height + 0.5, z - 0.42],
      [0.23 * side, height + 0.5, z + 0.42],
      [0.23 * side, height + 1.9, z + 0.42],
      [0.23 * side, height + 1.9, z - 0.42],
    ])
  }
}

function addChimneys(
  mesh: Mesh,
  random: Random,
  part: number,
  { side, length }: Dimensions,
  ridge: number,
  top: number,
): void {
  for (let i = random.integer(0, 2); i > 0; i--) {
    const z = random.range(-length / 2 + 0.6, length / 2 - 0.6)
    mesh.box(
      part,
      [(ridge + 0.2) * side, top - 1, z - 0.4],
      [(ridge + 0.9) * side, top + random.range(0.6, 1.2), z + 0.4],
    )
  }
}

function openShops(site: Site, mesh: Mesh, random: Random, design: Design, { side, length }: Dimensions): void {
  let z = -length / 2
  while (z < length / 2 - 2) {
    const end = Math.min(length / 2, z + design.bay * random.integer(2, 4))
    const key = random.integer(0, 1 << 30)
    const fascia = mesh.part({
      surface: 'plain',
      labelId: labelIds.building,
      role: 'awning',
      key,
      glow: random.chance(0.6) ? 0.7 : 0,
    })
    const y = design.groundFloor
    mesh.box(fascia, [-0.12 * side, y - 0.65, z + 0.25], [0, y - 0.1, end - 0.25])
    if (random.chance(0.45)) {
      const cloth = mesh.part({ surface: 'awning', labelId: labelIds.building, role: 'awning', key })
      const reach = -random.range(0.9, 1.5) * side
      mesh.polygon(cloth, [
        [0, y - 0.7, z + 0.3],
        [0, y - 0.7, end - 0.3],
        [reach, y - 1.25, end - 0.3],
        [reach, y - 1.25, z + 0.3],
      ])
      mesh.polygon(cloth, [
        [reach, y - 1.25, z + 0.3],
        [reach, y - 1.25, end - 0.3],
        [reach, y - 1.5, end - 0.3],
        [reach, y - 1.5, z + 0.3],
      ])
    }
    const [x, , worldZ] = mesh.world([-1.2 * side, 0, (z + end) / 2])
    if (random.chance(0.5)) site.lamps.push({ kind: 'shop', x, y: 2.2, z: worldZ, towards: 0 })
    z = end
  }
}

function hangBalconies(
  mesh: Mesh,
  random: Random,
  design: Design,
  { side, length, height }: Dimensions,
  storeys: number,
): void {
  const slab = mesh.part({ surface: 'plain', labelId: labelIds.building, role: 'trim', key: 7 })
  const railing = mesh.part({
    surface: 'plain',
    labelId: labelIds.building,
    role: random.chance(0.5) ? 'dark' : 'trim',
    key: 3,
  })
  const every = random.integer(2, 3)
  const bays = Math.floor(length / design.bay)
  const margin = (length - bays * design.bay) / 2
  for (let bay = random.integer(0, 1); bay < bays; bay += every) {
    for (let storey = 1; storey < storeys; storey++) {
      const y = design.groundFloor + (storey - 1) * design.storey
      if (y + 1.2 > height) continue
      const z = -length / 2 + margin + bay * design.bay
      const [a, b, out] = [z + 0.1, z + design.bay - 0.1, -1 * side]
      mesh.box(slab, [0, y - 0.05, a], [out, y + 0.1, b])
      for (const rail of [0.3, 0.6, 0.95]) mesh.box(railing, [out, y + rail, a], [out * 0.96, y + rail + 0.07, b])
      for (let bar = a; bar <= b; bar += 0.4)
        mesh.polygon(railing, [
          [out, y, bar],
          [out, y, bar + 0.05],
          [out, y + 1, bar + 0.05],
          [out, y + 1, bar],
        ])
    }
  }
}
