import type { Mesh, Point } from '../geometry/mesh.ts'
import type { Random } from '../geometry/random.ts'
import type { LampKind, Site } from '../geometry/site.ts'
import { labelIds } from '../geometry/surfaces.ts'
import { KERB_HEIGHT, type Side } from '../street.ts'

export type LampStyle = 'arm' | 'post' | 'double'

/** A pole is never thinner than about a sample, or it would break into dots far away. */
const girth = (site: Site, radius: number, z: number): number => Math.max(radius, 0.55 / site.samplesPerMetre(z))

const polePart = (mesh: Mesh, key: number): number =>
  mesh.part({ surface: 'metal', labelId: labelIds.pole, role: 'metal', key })

/** A street lamp at the kerb; its arm reaches over the road. */
export function placeLamp(site: Site, side: Side, lateral: number, z: number, style: LampStyle, key: number): void {
  const mesh = site.meshAt(lateral, z, KERB_HEIGHT)
  const part = polePart(mesh, key)
  const bulb = mesh.part({ surface: 'lamp', labelId: labelIds.pole, role: 'lamp', glow: 1 })
  const radius = girth(site, 0.075, z)
  const height = style === 'post' ? 4 : 7.2
  mesh.post(part, 0, 0, 0, height, radius * 1.25, radius * 0.7)
  mesh.post(part, 0, 0, 0, 0.9, radius * 1.7, radius * 1.6)
  const light = (x: number, y: number): void => {
    const [wx, wy, wz] = mesh.world([x, y, 0])
    site.lamps.push({ kind: 'street', x: wx, y: wy, z: wz, towards: 0 })
  }
  if (style === 'post') {
    mesh.capsule(bulb, [0, height + 0.12, 0], [0, height + 0.4, 0], 0.17, 0.2)
    mesh.cylinder(part, 0, 0, height + 0.52, height + 0.58, 0.24)
    light(0, height + 0.2)
    return
  }
  for (const reach of style === 'double' ? [-1, 1] : [1]) {
    const x = -side * reach * 1.9
    mesh.capsule(part, [0, height - 0.05, 0], [x * 0.5, height + 0.28, 0], radius * 0.7)
    mesh.capsule(part, [x * 0.5, height + 0.28, 0], [x, height + 0.32, 0], radius * 0.7)
    mesh.box(part, [x - 0.4, height + 0.26, -0.13], [x + 0.35, height + 0.4, 0.13])
    mesh.box(bulb, [x - 0.34, height + 0.2, -0.11], [x + 0.28, height + 0.26, 0.11])
    light(x, height + 0.2)
  }
}

const signs = ['prohibition', 'warning', 'blue disc', 'blue panel', 'stop', 'yield', 'priority', 'direction'] as const

/** A sign face in front of its pole, seen along the street. */
function addSign(mesh: Mesh, random: Random, height: number): void {
  const part = (role: 'red' | 'white' | 'blue' | 'yellow' | 'dark' | 'green'): number =>
    mesh.part({ surface: 'sign', labelId: labelIds.trafficSign, role })
  const kind = random.pick(signs)
  const y = height
  const triangle = (role: 'red' | 'white', r: number, z: number, up: number): void =>
    mesh.polygon(part(role), [
      [-r, y - 0.5 * r * up, z],
      [r, y - 0.5 * r * up, z],
      [0, y + 1.1 * r * up, z],
    ])
  const disc = (role: 'red' | 'white' | 'blue', r: number, z: number): void =>
    mesh.disc(part(role), [0, y, z], r, 'z', 16)
  const panel = (role: 'red' | 'white' | 'blue' | 'yellow' | 'dark' | 'green', w: number, h: number, z: number): void =>
    mesh.polygon(part(role), [
      [-w, y - h, z],
      [w, y - h, z],
      [w, y + h, z],
      [-w, y + h, z],
    ])
  const [a, b, c] = [-0.1, -0.115, -0.13]
  if (kind === 'prohibition') {
    disc('red', 0.36, a)
    disc('white', 0.26, b)
    if (random.chance(0.6)) panel('dark', 0.13, 0.08, c)
  } else if (kind === 'warning' || kind === 'yield') {
    const up = kind === 'warning' ? 1 : -1
    triangle('red', 0.46, a, up)
    triangle('white', 0.3, b, up)
    if (up > 0) panel('dark', 0.04, 0.1, c)
  } else if (kind === 'blue disc') {
    disc('white', 0.35, a)
    disc('blue', 0.33, b)
    panel('white', 0.05, 0.18, c)
  } else if (kind === 'stop') {
    mesh.disc(part('white'), [0, y, a], 0.4, 'z', 8)
    mesh.disc(part('red'), [0, y, b], 0.37, 'z', 8)
    panel('white', 0.24, 0.06, c)
  } else if (kind === 'priority') {
    const diamond = (role: 'white' | 'yellow', r: number, z: number): void =>
      mesh.polygon(part(role), [
        [-r, y, z],
        [0, y - r, z],
        [r, y, z],
        [0, y + r, z],
      ])
    diamond('white', 0.42, a)
    diamond('yellow', 0.3, b)
  } else if (kind === 'blue panel') {
    panel('white', 0.33, 0.33, a)
    panel('blue', 0.3, 0.3, b)
    panel('white', 0.12, 0.17, c)
  } else {
    panel('white', 0.95, 0.24, a)
    panel(random.chance(0.5) ? 'blue' : 'green', 0.92, 0.21, b)
    panel('white', 0.6, 0.05, c)
  }
}

/** One or two signs on a pole, facing the camera. */
export function placeSign(site: Site, random: Random, lateral: number, z: number): void {
  const mesh = site.meshAt(lateral, z, KERB_HEIGHT, [0, 1])
  const top = random.range(2.4, 3)
  mesh.post(polePart(mesh, 1), 0, 0, 0, top + 0.3, girth(site, 0.035, z))
  addSign(mesh, random, top)
  if (random.chance(0.3)) addSign(mesh, random, top - 0.85)
}

const phases = [
  ['red', 'signal red'],
  ['amber', 'signal amber'],
  ['green', 'signal green'],
] as const

function addSignalHead(site: Site, mesh: Mesh, x: number, bottom: number, lit: number, facing: -1 | 1): void {
  const label = { labelId: labelIds.trafficLight }
  const housing = mesh.part({ surface: 'rubber', role: 'dark', key: 5, ...label })
  mesh.box(housing, [x - 0.17, bottom, -0.12], [x + 0.17, bottom + 0.98, 0.12])
  phases.forEach(([role, kind], i) => {
    const y = bottom + 0.82 - i * 0.32
    const lamp = mesh.part({ surface: 'signal lamp', role, glow: i === lit ? 1 : 0, key: i === lit ? 0 : 1, ...label })
    mesh.disc(lamp, [x, y, facing * 0.14], 0.12, 'z', 12)
    if (i === lit && facing < 0) addLamp(site, mesh, [x, y, -0.2], kind)
  })
}

function addLamp(site: Site, mesh: Mesh, at: Point, kind: LampKind): void {
  const [x, y, z] = mesh.world(at)
  site.lamps.push({ kind, x, y, z, towards: -1 })
}

/** A traffic light at the kerb, on some streets with an arm over the road. */
export function placeSignals(
  site: Site,
  side: Side,
  lateral: number,
  z: number,
  lit: number,
  arm: boolean,
  facing: -1 | 1,
): void {
  const mesh = site.meshAt(lateral, z, KERB_HEIGHT)
  const pole = polePart(mesh, 2)
  const radius = girth(site, arm ? 0.09 : 0.06, z)
  mesh.post(pole, 0, 0, 0, arm ? 6 : 3.4, radius)
  addSignalHead(site, mesh, -side * 0.02, 2.45, lit, facing)
  if (!arm) return
  const reach = -side * 4
  mesh.capsule(pole, [0, 5.8, 0], [reach, 6, 0], radius * 0.8, radius * 0.5)
  addSignalHead(site, mesh, reach, 5.1, lit, facing)
}

/** Things that stand about and carry no class of the evaluation: bins, benches, boxes, advertising pillars. */
export function placeStatic(site: Site, random: Random, lateral: number, z: number): void {
  const mesh = site.meshAt(lateral, z, KERB_HEIGHT)
  const part = (
    role: 'metal' | 'boards' | 'green' | 'white' | 'dark' | 'awning',
    key = random.integer(0, 1 << 30),
  ): number => mesh.part({ surface: 'plain', labelId: labelIds.static, role, key })
  const kind = random.integer(0, 3)
  if (kind === 0) {
    mesh.box(part('dark'), [-0.28, 0, -0.28], [0.28, 0.95, 0.28])
    mesh.box(part('green'), [-0.3, 0.95, -0.3], [0.3, 1.05, 0.3])
  } else if (kind === 1) {
    const wood = part('boards')
    mesh.box(wood, [-0.25, 0.42, -0.9], [0.25, 0.48, 0.9])
    mesh.box(wood, [-0.25, 0.5, -0.9], [-0.2, 0.9, 0.9])
    for (const end of [-0.75, 0.7]) mesh.box(part('dark'), [-0.22, 0, end], [0.22, 0.42, end + 0.06])
  } else if (kind === 2) {
    mesh.box(part('metal'), [-0.35, 0, -0.6], [0.35, 1.3, 0.6])
  } else {
    mesh.cylinder(part('awning'), 0, 0, 0, 2.7, 0.6)
    mesh.cylinder(part('dark'), 0, 0, 2.7, 2.85, 0.7)
    mesh.cylinder(part('white', 0), 0, 0, 0.9, 2.4, 0.61)
  }
}

/** A row of bollards along the kerb. */
export function placeBollards(site: Site, lateral: number, from: number, to: number): void {
  for (let z = from; z < to; z += 1.8) {
    const mesh = site.meshAt(lateral, z, KERB_HEIGHT)
    mesh.post(polePart(mesh, 3), 0, 0, 0, 0.85, girth(site, 0.06, z))
  }
}
