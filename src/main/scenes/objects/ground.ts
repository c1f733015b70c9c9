import type { Point } from '../geometry/mesh.ts'
import { labelIds } from '../geometry/surfaces.ts'
import type { Site } from '../geometry/site.ts'
import { KERB_HEIGHT, roadside, sides, stretches, type Side } from '../street.ts'

const NEAREST = 0.2
const FARTHEST = 420
const WIDEST = 260

/** A strip of ground between two lateral positions, cut along the street so that it follows the bend. */
function strip(site: Site, part: number, a: Point, b: Point, from: number, to: number): void {
  const { geometry, street, camera } = site
  let z = from
  while (z < to) {
    const next = street.bend === 0 ? to : Math.min(to, Math.max(z * 1.12, z + 1.5))
    const [p, q] = [street.bend * z * z, street.bend * next * next]
    geometry.addPolygon(
      part,
      [a[0] + p, a[1], z, b[0] + p, b[1], z, b[0] + q, b[1], next, a[0] + q, a[1], next],
      camera.cameraHeight,
    )
    z = next
  }
}

function layRoadside(
  site: Site,
  side: Side,
  parts: { pavement: number; kerb: number; verge: number; plot: number },
): void {
  const { street } = site
  const { kerb, verge, pavement } = roadside(street, side)
  const stone = kerb + side * 0.16
  const vergeEnd = kerb + side * (verge > 0 ? verge : 0.16)
  const pavementEnd = vergeEnd + side * pavement
  const top = KERB_HEIGHT
  for (const [from, to] of stretches(street, 0, NEAREST, FARTHEST)) {
    strip(site, parts.kerb, [kerb, 0, 0], [kerb, top, 0], from, to)
    strip(site, parts.kerb, [kerb, top, 0], [stone, top, 0], from, to)
    if (verge > 0) strip(site, parts.verge, [stone, top, 0], [vergeEnd, top, 0], from, to)
    strip(site, parts.pavement, [verge > 0 ? vergeEnd : stone, top, 0], [pavementEnd, top, 0], from, to)
    strip(site, parts.plot, [pavementEnd, top, 0], [side * WIDEST, top, 0], from, to)
  }
  for (const junction of street.junctions) layCorners(site, side, parts, junction.from, junction.to)
}

/** The kerbs and pavements along the street that crosses. */
function layCorners(site: Site, side: Side, parts: { pavement: number; kerb: number }, from: number, to: number): void {
  const { kerb } = roadside(site.street, side)
  const top = KERB_HEIGHT
  for (const [z, away] of [
    [from, -1],
    [to, 1],
  ] as const) {
    const mesh = site.meshAt(0, z)
    mesh.polygon(parts.kerb, [
      [kerb, 0, 0],
      [side * WIDEST, 0, 0],
      [side * WIDEST, top, 0],
      [kerb, top, 0],
    ])
    const edge = 0.16 * away
    const end = 3 * away
    const lift = top + 0.004
    mesh.polygon(parts.kerb, [
      [kerb, lift, 0],
      [side * WIDEST, lift, 0],
      [side * WIDEST, lift, edge],
      [kerb, lift, edge],
    ])
    mesh.polygon(parts.pavement, [
      [kerb, lift, edge],
      [side * WIDEST, lift, edge],
      [side * WIDEST, lift, end],
      [kerb, lift, end],
    ])
  }
}

/** Lays the road, its kerbs, verges, pavements and the ground of the plots behind them. */
export function layGround(site: Site): void {
  const { street } = site
  const mesh = site.meshAt(0, 0)
  const road = mesh.part({ surface: 'asphalt', labelId: labelIds.road, role: 'road' })
  const parts = {
    pavement: mesh.part({ surface: 'pavement', labelId: labelIds.sidewalk, role: 'pavement' }),
    kerb: mesh.part({ surface: 'kerb', labelId: labelIds.sidewalk, role: 'kerb' }),
    verge: mesh.part({ surface: 'grass', labelId: labelIds.terrain, role: 'grass' }),
  }
  const paved = street.district === 'city' || street.district === 'old town'
  const plot = paved
    ? mesh.part({ surface: 'pavement', labelId: labelIds.sidewalk, role: 'pavement' })
    : mesh.part({ surface: 'grass', labelId: labelIds.terrain, role: 'grass' })
  strip(site, road, [street.left.kerb, 0, 0], [street.right.kerb, 0, 0], NEAREST, FARTHEST)
  for (const side of sides) layRoadside(site, side, { ...parts, plot })
  for (const { from, to } of street.junctions) {
    for (const side of sides) {
      const { kerb } = roadside(street, side)
      strip(site, road, [kerb, 0, 0], [side * WIDEST, 0, 0], from, to)
    }
  }
}
