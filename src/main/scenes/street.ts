import { Random } from './geometry/random.ts'

export type Side = -1 | 1
export const sides: readonly Side[] = [-1, 1]

/** A painted line along the street; lengths in metres, `dash` 0 for a solid line. */
export interface LaneLine {
  readonly lateral: number
  readonly width: number
  readonly dash: number
  readonly gap: number
}

/** A street that crosses: the road surface reaches from `from` to `to` along our street, to both sides or one. */
export interface Junction {
  readonly from: number
  readonly to: number
  readonly zebra: boolean
  readonly signals: boolean
}

/** One side of the street, outwards from the kerb. */
export interface Roadside {
  readonly side: Side
  /** Lateral position of the kerb; signed. */
  readonly kerb: number
  readonly verge: number
  readonly pavement: number
  readonly parking: boolean
}

const districts = ['old town', 'city', 'suburb', 'boulevard', 'outskirts'] as const
export type District = (typeof districts)[number]

/** The plan of a street. Lateral positions in metres from the camera, to the right; the camera drives in the right-hand flow. */
export interface Street {
  readonly seed: number
  readonly district: District
  /** The street's lateral position at z is lateral + bend z^2. */
  readonly bend: number
  readonly left: Roadside
  readonly right: Roadside
  /** Where the oncoming flow ends and ours begins. */
  readonly divide: number
  readonly laneCentres: readonly { lateral: number; ours: boolean }[]
  readonly lines: readonly LaneLine[]
  readonly junctions: readonly Junction[]
  readonly tramTrack: number | null
}

export const KERB_HEIGHT = 0.13
/** How far along the street things are placed, metres. */
export const STREET_END = 150

const verges: Record<District, number> = { 'old town': 0.05, city: 0.15, suburb: 0.8, boulevard: 0.7, outskirts: 0.9 }

function planRoadside(random: Random, district: District, side: Side, lanesEdge: number): Roadside {
  const parking = random.chance(district === 'outskirts' ? 0.15 : 0.55)
  return {
    side,
    kerb: lanesEdge + side * (parking ? 2.3 : 0.5),
    verge: random.chance(verges[district]) ? random.range(0.8, 2.6) : 0,
    pavement: district === 'city' || district === 'boulevard' ? random.range(2.6, 5) : random.range(1.6, 3.2),
    parking,
  }
}

function planLines(
  random: Random,
  street: Pick<Street, 'divide' | 'laneCentres' | 'left' | 'right'>,
  lane: number,
): LaneLine[] {
  const lines: LaneLine[] = []
  const dash = random.pick([3, 3, 4, 6])
  const add = (lateral: number, width: number, solid: boolean): number =>
    lines.push({ lateral, width, dash: solid ? 0 : dash, gap: dash * random.pick([1, 2, 2]) })
  if (street.laneCentres.some((centre) => !centre.ours)) {
    const solid = random.chance(0.4)
    if (solid && random.chance(0.4)) {
      add(street.divide - 0.14, 0.12, true)
      add(street.divide + 0.14, 0.12, true)
    } else if (!solid || random.chance(0.8)) add(street.divide, 0.14, solid)
  }
  for (const centre of street.laneCentres) {
    const edge = centre.lateral + (centre.ours ? lane / 2 : -lane / 2)
    const outermost = street.laneCentres.every(
      (other) => Math.abs(other.lateral) <= Math.abs(edge) || other.lateral * edge < 0,
    )
    if (!outermost) add(edge, 0.13, false)
    else if (random.chance(0.55)) add(edge - Math.sign(edge) * 0.1, 0.13, true)
  }
  return lines
}

function planJunctions(random: Random): Junction[] {
  const junctions: Junction[] = []
  let z = random.range(13, 60)
  while (z < 110 && random.chance(0.62)) {
    const width = random.range(6.5, 11)
    junctions.push({ from: z, to: z + width, zebra: random.chance(0.65), signals: random.chance(0.7) })
    z += width + random.range(30, 70)
  }
  return junctions
}

/** Plans the street of a seed. */
export function planStreet(seed: number): Street {
  const random = new Random(seed, 1)
  const district = random.pick(districts)
  const lane = random.range(3, 3.6)
  const wide = district === 'boulevard' || district === 'city'
  const ours = wide ? random.integer(1, 2) : 1
  const oncoming = wide ? random.integer(0, 2) : random.chance(0.15) ? 0 : 1
  const egoLane = random.integer(0, ours - 1)
  const divide = -(egoLane + 0.5) * lane
  const laneCentres = [
    ...Array.from({ length: oncoming }, (_, i) => ({ lateral: divide - (i + 0.5) * lane, ours: false })),
    ...Array.from({ length: ours }, (_, i) => ({ lateral: divide + (i + 0.5) * lane, ours: true })),
  ]
  const left = planRoadside(random, district, -1, divide - oncoming * lane)
  const right = planRoadside(random, district, 1, divide + ours * lane)
  const tram = oncoming > 0 && district !== 'suburb' && random.chance(0.45)
  return {
    seed,
    district,
    bend: random.chance(0.6) ? random.normal() * 0.0009 : 0,
    left,
    right,
    divide,
    laneCentres,
    lines: planLines(random, { divide, laneCentres, left, right }, lane),
    junctions: planJunctions(random),
    tramTrack: tram ? divide - lane / 2 : null,
  }
}

export const roadside = (street: Street, side: Side): Roadside => (side < 0 ? street.left : street.right)

/** Lateral position of the line where plots begin, behind verge and pavement. */
export const plotLine = (street: Street, side: Side): number => {
  const { kerb, verge, pavement } = roadside(street, side)
  return kerb + side * (verge + pavement)
}

/** The stretches along the street between the junctions (with a margin on each of their sides), nearest first. */
export function stretches(street: Street, margin: number, start: number, end: number): [from: number, to: number][] {
  const found: [number, number][] = []
  let z = start
  for (const junction of street.junctions) {
    if (junction.from - margin > z) found.push([z, junction.from - margin])
    z = Math.max(z, junction.to + margin)
  }
  if (z < end) found.push([z, end])
  return found
}
