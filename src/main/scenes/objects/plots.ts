import type { Random } from '../geometry/random.ts'
import type { Site } from '../geometry/site.ts'
import { STREET_END, plotLine, roadside, sides, stretches, type District, type Side } from '../street.ts'
import { placeFence, placeWall } from './barriers.ts'
import { build, buildingStyle, type BuildingStyle } from './buildings.ts'
import { plantHedge, plantTree, plantWood, treeKinds, type TreeKind } from './plants.ts'

type Plot = 'house' | 'garden' | 'wall' | 'fence' | 'hedge' | 'park'

const plots: Record<District, readonly Plot[]> = {
  'old town': ['house', 'house', 'house', 'house', 'house', 'wall', 'garden'],
  city: ['house', 'house', 'house', 'house', 'fence', 'park'],
  suburb: ['garden', 'garden', 'garden', 'house', 'hedge', 'fence', 'wall'],
  boulevard: ['house', 'house', 'house', 'house', 'park', 'wall'],
  outskirts: ['garden', 'park', 'wall', 'fence', 'hedge', 'house', 'park'],
}

interface Planting {
  readonly kind: TreeKind
  readonly species: number
}

/** Fills both sides of the street with plots, and the distance with whatever closes the view. */
export function fillPlots(site: Site, random: Random): void {
  const style = buildingStyle(site.street.district, random)
  const planting: Planting = { kind: random.pick(treeKinds), species: random.integer(0, 3) }
  for (const side of sides) {
    for (const [from, to] of stretches(site.street, 3.2, -7, STREET_END))
      fillStretch(site, random, style, planting, side, from, to)
    fillBackground(site, random, style, planting, side)
    plantAvenue(site, random, planting, side)
  }
  closeView(site, random, style, planting)
}

function fillStretch(
  site: Site,
  random: Random,
  style: BuildingStyle,
  planting: Planting,
  side: Side,
  from: number,
  to: number,
): void {
  let z = from
  while (z < to - 4) {
    const end = Math.min(to, z + random.range(style.length[0], style.length[1]))
    const last = to - end < style.length[0] ? to : end
    fillPlot(site, random, style, planting, side, Math.max(z, -7), last)
    z = last
  }
}

function fillPlot(
  site: Site,
  random: Random,
  style: BuildingStyle,
  planting: Planting,
  side: Side,
  from: number,
  to: number,
): void {
  const line = plotLine(site.street, side)
  const plot = random.pick(plots[site.street.district])
  const setback = side * random.range(0.5, 1.2)
  if (plot === 'house') {
    build(site, random, style, side, line, from, to)
    return
  }
  if (plot === 'wall') placeWall(site, random, side, line, from, to)
  if (plot === 'fence' || (plot === 'garden' && random.chance(0.6))) placeFence(site, random, side, line, from, to)
  else if (plot === 'hedge' || plot === 'garden')
    plantHedge(site, random, line + setback, Math.max(from, 1.5), to, random.range(0.9, 1.9), planting.species)
  if (plot === 'garden') build(site, random, style, side, line + side * random.range(4, 8), from + 1, to - 1)
  else plantTrees(site, random, planting, side, line + side * 2.5, from, to)
}

function plantTrees(
  site: Site,
  random: Random,
  planting: Planting,
  side: Side,
  line: number,
  from: number,
  to: number,
): void {
  for (let i = random.integer(1, 4); i > 0; i--) {
    const z = random.range(Math.max(from, 5), Math.max(to, 6))
    const species = random.chance(0.6) ? planting.species : random.integer(0, 3)
    const kind = random.chance(0.5) ? planting.kind : random.pick(treeKinds)
    plantTree(site, random, line + side * random.range(0, 9), z, kind, species, random.range(5, 11))
  }
}

/** A second row of buildings or trees, seen through the gaps of the first. */
function fillBackground(site: Site, random: Random, style: BuildingStyle, planting: Planting, side: Side): void {
  const line = plotLine(site.street, side)
  for (let z = 6; z < 170; z += random.range(12, 26)) {
    const lateral = line + side * random.range(20, 34)
    if (random.chance(0.6)) build(site, random, style, side, lateral, z, z + random.range(10, 24))
    else plantWood(site, random, lateral + side * 10, z + 12, 22, random.range(7, 12), planting.species)
  }
}

function plantAvenue(site: Site, random: Random, planting: Planting, side: Side): void {
  const { kerb, verge } = roadside(site.street, side)
  if (!random.chance(verge > 0 ? 0.8 : 0.35)) return
  const lateral = kerb + side * (verge > 0 ? Math.min(verge / 2 + 0.2, 1.2) : 1)
  const step = random.range(8, 16)
  const height = random.range(5, 9)
  for (const [from, to] of stretches(site.street, 4, random.range(6, 14), 120)) {
    for (let z = from; z < to; z += step) {
      if (random.chance(0.85))
        plantTree(site, random, lateral, z, planting.kind, planting.species, height * random.range(0.85, 1.15))
    }
  }
}

/** What stands across the far end of the street: buildings, woods, towers. */
function closeView(site: Site, random: Random, style: BuildingStyle, planting: Planting): void {
  const end = STREET_END + 30
  const open = random.chance(0.4)
  for (let lateral = -130; lateral < 130; lateral += 20) {
    const inView = lateral > -20 && lateral < 12
    if (inView && open) continue
    if (random.chance(0.55)) build(site, random, style, 1, lateral, end, end + 14)
    else plantWood(site, random, lateral + 10, end + 4, 24, random.range(7, 13), planting.species)
  }
  for (let i = random.integer(0, 3); i > 0; i--) {
    build(site, random, { ...style, storeys: [9, 18], roofs: ['flat'] }, 1, random.range(-120, 110), end + 60, end + 80)
  }
  plantWood(site, random, 0, end + 100, 420, 14, planting.species)
}
