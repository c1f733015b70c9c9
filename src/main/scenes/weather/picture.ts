import { clamp, power } from '../geometry/elementary.ts'
import { hash } from '../geometry/random.ts'
import { blurred } from '../paint/blur.ts'

/** A picture in linear light, and what is seen in each of its pixels. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** Linear light, 3 numbers a pixel. */
  readonly light: Float32Array
  /** Distance to what is seen, metres; Infinity for the sky. */
  readonly distance: Float32Array
  /** Cityscapes label ids. */
  readonly labelIds: Uint8Array
}

const CURVE = 4096
let curve: Float64Array | undefined

/** Light to display values 0-255: a shoulder that keeps highlights apart, then gamma 1.95. */
function developingCurve(): Float64Array {
  curve ??= Float64Array.from({ length: CURVE + 1 }, (_, i) => {
    const x = (i / CURVE) * (i / CURVE) * 12
    const shoulder = (x * (1 + x / 14)) / (1 + 0.72 * x)
    return 255 * Math.min(1, power(shoulder, 1 / 1.95))
  })
  return curve
}

/** Develops a picture to RGB bytes; `noise` is the standard deviation of the sensor's noise in grey levels. */
export function develop({ light, width, height }: Picture, exposure: number, noise: number, seed: number): Uint8Array {
  const table = developingCurve()
  const bytes = new Uint8Array(3 * width * height)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const random = hash(pixel, seed, 13)
    const grey = ((random & 255) + ((random >>> 8) & 255) - 255) / 104
    const tinted = (((random >>> 16) & 255) - 127.5) / 74
    for (let channel = 0; channel < 3; channel++) {
      const index = 3 * pixel + channel
      const position = Math.sqrt(clamp((light[index]! * exposure) / 12, 0, 1)) * CURVE
      const low = Math.floor(position)
      const value = table[low]! + (table[Math.min(low + 1, CURVE)]! - table[low]!) * (position - low)
      const tint = channel === 0 ? tinted : channel === 2 ? -tinted : 0
      bytes[index] = clamp(value + noise * (grey + 0.5 * tint) + 0.5, 0, 255)
    }
  }
  return bytes
}

/** Spreads the light above a threshold: a tight and a wide glow. */
export function addGlow({ light, width, height }: Picture, threshold: number, strength: number): void {
  const factor = Math.max(2, Math.round(width / 256))
  const [w, h] = [Math.ceil(width / factor), Math.ceil(height / factor)]
  const scale = strength / (factor * factor)
  for (let channel = 0; channel < 3; channel++) {
    const bright = new Float32Array(w * h)
    for (let y = 0; y < height; y++) {
      const row = Math.floor(y / factor) * w
      for (let x = 0; x < width; x++) {
        const excess = light[3 * (y * width + x) + channel]! - threshold
        if (excess > 0) bright[row + Math.floor(x / factor)]! += Math.min(excess, 6) * scale
      }
    }
    const glow = spread(bright, w, h)
    for (let y = 0; y < height; y++) addRow(light, glow, width, y, factor, w, h, channel)
  }
}

function spread(bright: Float32Array, w: number, h: number): Float32Array {
  const total = new Float32Array(w * h)
  let current = bright
  for (const [radius, share] of [
    [1, 0.45],
    [3, 0.3],
    [8, 0.25],
  ] as const) {
    for (let pass = 0; pass < 2; pass++) current = blurred(current, w, h, radius)
    for (let i = 0; i < total.length; i++) total[i]! += share * current[i]!
  }
  return total
}

function addRow(
  light: Float32Array,
  glow: Float32Array,
  width: number,
  y: number,
  factor: number,
  w: number,
  h: number,
  channel: number,
): void {
  const v = clamp((y + 0.5) / factor - 0.5, 0, h - 1.001)
  const row = Math.floor(v)
  const tv = v - row
  const next = Math.min(row + 1, h - 1) * w
  for (let x = 0; x < width; x++) {
    const u = clamp((x + 0.5) / factor - 0.5, 0, w - 1.001)
    const column = Math.floor(u)
    const tu = u - column
    const right = Math.min(column + 1, w - 1)
    const upper = glow[row * w + column]! * (1 - tu) + glow[row * w + right]! * tu
    const lower = glow[next + column]! * (1 - tu) + glow[next + right]! * tu
    light[3 * (y * width + x) + channel]! += upper + (lower - upper) * tv
  }
}
