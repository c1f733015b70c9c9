import type { Random } from '../geometry/random.ts'
import type { Site } from '../geometry/site.ts'
import { AGAINST, ALONG } from '../geometry/site.ts'
import { KERB_HEIGHT, plotLine, roadside, sides, stretches, type Side } from '../street.ts'
import { placeCar } from './cars.ts'
import { placeBollards, placeLamp, placeSign, placeSignals, placeStatic, type LampStyle } from './furniture.ts'
import { placeBus, placeTram, placeTruck } from './large-vehicles.ts'
import { placePedestrian } from './people.ts'
import { placeBicycle, placeMotorcycle } from './two-wheelers.ts'

type Turn = readonly [sin: number, cos: number]
const headings: readonly Turn[] = [ALONG, AGAINST, [0.6, 0.8], [-0.6, 0.8], [0.6, -0.8], [-0.6, -0.8]]
const across: readonly Turn[] = [
  [1, 0],
  [-1, 0],
]

/** Lamps, signs, traffic lights and small things along both kerbs. */
export function furnish(site: Site, random: Random): void {
  const style = random.pick<LampStyle>(['arm', 'arm', 'post', 'double'])
  const key = random.integer(0, 3)
  const step = style === 'post' ? random.range(11, 17) : random.range(17, 28)
  const bothSides = random.chance(0.6)
  const start = random.range(5, 16)
  for (const side of sides) {
    const { kerb, pavement, verge } = roadside(site.street, side)
    const lateral = kerb + side * 0.55
    if (bothSides || side > 0) {
      for (let z = start + (side > 0 ? 0 : step / 2); z < 140; z += step) placeLamp(site, side, lateral, z, style, key)
    }
    for (let i = random.integer(1, 3); i > 0; i--) placeSign(site, random, lateral + side * 0.1, random.logRange(8, 60))
    for (let i = random.integer(0, 3); i > 0; i--)
      placeStatic(site, random, kerb + side * (verge + pavement * 0.8), random.logRange(7, 50))
    if (random.chance(0.25)) placeBollards(site, kerb + side * 0.4, random.range(4, 12), random.range(18, 40))
  }
  signalise(site, random)
}

function signalise(site: Site, random: Random): void {
  const arm = random.chance(0.4)
  for (const junction of site.street.junctions) {
    if (!junction.signals) continue
    const lit = random.integer(0, 2)
    for (const side of sides) {
      const { kerb } = roadside(site.street, side)
      placeSignals(site, side, kerb + side * 0.6, junction.from - 0.9, lit, arm && side > 0, -1)
      if (random.chance(0.6))
        placeSignals(site, side, kerb + side * 0.6, junction.to + 0.9, lit, false, side > 0 ? -1 : 1)
    }
  }
}

/** Parked vehicles, the traffic of both flows, and the people on the pavements. */
export function populate(site: Site, random: Random): void {
  const { street } = site
  for (const side of sides) {
    if (roadside(street, side).parking) park(site, random, side)
    walk(site, random, side)
  }
  for (const lane of street.laneCentres) {
    const tram = street.tramTrack !== null && Math.abs(street.tramTrack - lane.lateral) < 0.2
    drive(site, random, lane.lateral, lane.ours, tram)
  }
  crossStreet(site, random)
  cycle(site, random)
}

function park(site: Site, random: Random, side: Side): void {
  const lateral = roadside(site.street, side).kerb - side * 1.15
  const turn = side > 0 || random.chance(0.4) ? ALONG : AGAINST
  const density = random.range(0.35, 0.95)
  for (const [from, to] of stretches(site.street, 5.5, random.range(4, 12), 90)) {
    for (let z = from; z < to - 2; z += random.range(5.2, 6.4)) {
      if (!random.chance(density)) continue
      if (random.chance(0.06)) placeTruck(site, random, lateral - side * 0.1, (z += 3), turn)
      else if (random.chance(0.06)) placeMotorcycle(site, random, lateral, z, 0, turn, false)
      else placeCar(site, random, lateral + random.range(-0.15, 0.15), z, turn, false)
    }
  }
}

function drive(site: Site, random: Random, lateral: number, ours: boolean, tram: boolean): void {
  const turn = ours ? ALONG : AGAINST
  const ego = lateral * lateral < 1
  let z = ego ? random.range(9, 30) : random.range(5, 22)
  let crowd = random.integer(1, 5)
  if (tram && random.chance(0.75)) {
    placeTram(site, random, lateral, (z += 8), turn)
    z += 34
  }
  while (z < 120 && crowd-- > 0) {
    const at = lateral + random.range(-0.3, 0.3)
    const kind = random.next()
    if (kind < 0.1) placeTruck(site, random, at, (z += 5), turn)
    else if (kind < 0.19) placeBus(site, random, at, (z += 7), turn)
    else if (kind < 0.25) placeMotorcycle(site, random, at, z, 0, turn, true)
    else placeCar(site, random, at, z, turn, true)
    z += random.range(8, 30)
  }
}

function walk(site: Site, random: Random, side: Side): void {
  const { kerb, verge, pavement } = roadside(site.street, side)
  for (let i = random.integer(1, 8); i > 0; i--) {
    const lateral = kerb + side * (verge + random.range(0.7, Math.max(pavement - 0.3, 1)))
    const z = random.logRange(5, 60)
    placePedestrian(site, random, lateral, z, KERB_HEIGHT, random.pick(headings))
    if (random.chance(0.35))
      placePedestrian(site, random, lateral + 0.6, z + random.range(-0.3, 0.4), KERB_HEIGHT, random.pick(headings))
  }
  for (let i = random.integer(-1, 3); i > 0; i--) {
    const z = random.range(5, 30)
    const lateral = plotLine(site.street, side) - side * 0.7
    for (let k = random.integer(1, 3); k > 0; k--)
      placeBicycle(site, random, lateral, z + k * 0.7, KERB_HEIGHT, random.pick(across), false)
  }
}

/** People on the crossings and a car that turns or crosses. */
function crossStreet(site: Site, random: Random): void {
  const { street } = site
  for (const junction of street.junctions) {
    const between = (): number => random.range(street.left.kerb + 0.5, street.right.kerb - 0.5)
    if (junction.zebra) {
      for (let i = random.integer(0, 3); i > 0; i--)
        placePedestrian(site, random, between(), junction.from - random.range(1, 3), 0, random.pick(across))
    }
    if (random.chance(0.4)) {
      const side = random.pick(sides)
      const z = (junction.from + junction.to) / 2 + (side > 0 ? 1.6 : -1.6)
      placeCar(site, random, roadside(street, side).kerb + side * random.range(2, 12), z, random.pick(across), true)
    }
  }
}

function cycle(site: Site, random: Random): void {
  for (let i = random.integer(0, 3); i > 0; i--) {
    const side = random.pick(sides)
    const { kerb, parking } = roadside(site.street, side)
    const lateral = kerb - side * (parking ? 2.9 : 0.9)
    const turn = random.chance(0.15) ? random.pick(across) : side > 0 ? ALONG : AGAINST
    if (random.chance(0.7)) placeBicycle(site, random, lateral, random.logRange(5, 45), 0, turn, true)
    else placeMotorcycle(site, random, lateral - side * 0.3, random.logRange(6, 45), 0, turn, true)
  }
}
