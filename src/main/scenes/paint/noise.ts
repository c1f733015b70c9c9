import { Random } from '../geometry/random.ts'

const SIDE = 256
const LEVELS = 8

/** A square texture of noise that tiles, mean 0 and standard deviation 1, with its averages at half sizes. */
export interface NoiseTile {
  readonly levels: readonly Float32Array[]
}

/** Fractal value noise: octaves from `first` cells a side upwards, each `persistence` times as strong as the one before. */
function createTile(stream: number, first: number, persistence: number): NoiseTile {
  const random = new Random(20250522, stream)
  const values = new Float32Array(SIDE * SIDE)
  let amplitude = 1
  for (let cells = first; cells <= SIDE; cells *= 2) {
    const lattice = Float32Array.from({ length: cells * cells }, () => random.normal())
    addOctave(values, lattice, cells, amplitude)
    amplitude *= persistence
  }
  normalise(values)
  const levels: Float32Array[] = [values]
  for (let level = 1; level <= LEVELS; level++) levels.push(halved(levels[level - 1]!))
  return { levels }
}

function addOctave(values: Float32Array, lattice: Float32Array, cells: number, amplitude: number): void {
  const mask = cells - 1
  for (let y = 0; y < SIDE; y++) {
    const fy = (y * cells) / SIDE
    const y0 = Math.floor(fy)
    const ty = (fy - y0) * (fy - y0) * (3 - 2 * (fy - y0))
    for (let x = 0; x < SIDE; x++) {
      const fx = (x * cells) / SIDE
      const x0 = Math.floor(fx)
      const tx = (fx - x0) * (fx - x0) * (3 - 2 * (fx - x0))
      const at = (i: number, j: number): number => lattice[(j & mask) * cells + (i & mask)]!
      const upper = at(x0, y0) + (at(x0 + 1, y0) - at(x0, y0)) * tx
      const lower = at(x0, y0 + 1) + (at(x0 + 1, y0 + 1) - at(x0, y0 + 1)) * tx
      values[y * SIDE + x]! += amplitude * (upper + (lower - upper) * ty)
    }
  }
}

function normalise(values: Float32Array): void {
  let sum = 0
  let squares = 0
  for (const value of values) {
    sum += value
    squares += value * value
  }
  const mean = sum / values.length
  const deviation = Math.sqrt(squares / values.length - mean * mean)
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - mean) / deviation
}

function halved(values: Float32Array): Float32Array {
  const side = Math.sqrt(values.length)
  const half = side / 2
  return Float32Array.from({ length: half * half }, (_, i) => {
    const index = 2 * Math.floor(i / half) * side + 2 * (i % half)
    return (values[index]! + values[index + 1]! + values[index + side]! + values[index + side + 1]!) / 4
  })
}

let tiles: { cloud: NoiseTile; grain: NoiseTile; rough: NoiseTile } | undefined

/** The textures that all scenes share: soft clouds, fine grain, and all scales alike. */
export function noiseTiles(): { cloud: NoiseTile; grain: NoiseTile; rough: NoiseTile } {
  tiles ??= { cloud: createTile(1, 4, 0.58), grain: createTile(2, 32, 0.95), rough: createTile(3, 4, 0.82) }
  return tiles
}

/** The noise at (u, v), one period a tile, averaged over about `footprint` periods. */
export function sampleNoise(tile: NoiseTile, u: number, v: number, footprint: number): number {
  const level = Math.min(LEVELS, 31 - Math.clz32(footprint * SIDE + 1))
  const values = tile.levels[level]!
  const side = SIDE >> level
  const x = u * side - 0.5
  const y = v * side - 0.5
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  const tx = x - x0
  const ty = y - y0
  const mask = side - 1
  const upper = (y0 & mask) * side
  const lower = ((y0 + 1) & mask) * side
  const left = x0 & mask
  const right = (x0 + 1) & mask
  const a = values[upper + left]!
  const b = values[upper + right]!
  const c = values[lower + left]!
  const d = values[lower + right]!
  return a + (b - a) * tx + (c - a + (a - b - c + d) * tx) * ty
}
