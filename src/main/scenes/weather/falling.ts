import { clamp, raised } from '../geometry/elementary.ts'
import type { Random } from '../geometry/random.ts'
import type { Picture } from './picture.ts'
import type { Tone } from './sky.ts'

const mixInto = (light: Float32Array, pixel: number, tone: Tone, share: number): void => {
  for (let channel = 0; channel < 3; channel++)
    light[3 * pixel + channel]! += (tone[channel]! - light[3 * pixel + channel]!) * share
}

/** Streaks of falling rain, thin and bright, all with about the same slant. */
export function addStreaks(picture: Picture, random: Random, tone: Tone): void {
  const { width, height, light } = picture
  const unit = height / 256
  const slant = random.normal() * 0.12
  const bright: Tone = [tone[0] * 1.5 + 0.1, tone[1] * 1.5 + 0.1, tone[2] * 1.5 + 0.1]
  const count = Math.round(random.range(250, 900) * (width / height / 2))
  for (let i = 0; i < count; i++) {
    const near = raised(random.next(), 3)
    const length = unit * (5 + 24 * near)
    const share = random.range(0.07, 0.2) * (1 - 0.4 * near)
    const thickness = unit * (0.35 + 0.8 * near)
    const x0 = random.range(-0.05, 1.05) * width
    const y0 = random.range(-0.1, 1) * height
    for (let step = 0; step < length; step++) {
      const y = Math.floor(y0 + step)
      if (y < 0 || y >= height) continue
      const x = x0 + slant * step
      const fade = 4 * (step / length) * (1 - step / length)
      for (let column = Math.floor(x - thickness / 2); column <= x + thickness / 2; column++) {
        const covered = clamp(Math.min(x + thickness / 2, column + 1) - Math.max(x - thickness / 2, column), 0, 1)
        if (column >= 0 && column < width) mixInto(light, y * width + column, bright, share * fade * covered)
      }
    }
  }
}

/** Drops on the lens: each shows the scene upside down and small, with a dark rim below and a bright one above. */
export function addDrops(picture: Picture, random: Random, count: number): void {
  const { width, height, light } = picture
  const before = light.slice()
  for (let i = 0; i < count; i++) {
    const radius = (height / 256) * random.logRange(2.5, 11)
    const [cx, cy] = [random.range(0, width), random.range(0, height)]
    for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(height, cy + radius); y++) {
      for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(width, cx + radius); x++) {
        const [dx, dy] = [(x + 0.5 - cx) / radius, (y + 0.5 - cy) / radius]
        const square = dx * dx + dy * dy
        if (square >= 1) continue
        const bend = radius * 5 * (1 + square)
        const column = clamp(Math.round(cx - dx * bend), 0, width - 1)
        const row = clamp(Math.round(cy - dy * bend), 0, height - 1)
        const source = 3 * (row * width + column)
        const shade = 1 - 0.35 * square * square + 0.25 * square * -dy
        const share = clamp((1 - square) * 4, 0, 1) * 0.8
        mixInto(
          light,
          y * width + x,
          [before[source]! * shade, before[source + 1]! * shade, before[source + 2]! * shade],
          share,
        )
      }
    }
  }
}

/** Falling flakes: many small ones far away, few large blurred ones near, drawn out a little by their fall. */
export function addFlakes(picture: Picture, random: Random, tone: Tone, density: number): void {
  const { width, height, light } = picture
  const unit = height / 256
  const slant = random.normal() * 0.5
  const count = Math.round(density * 700 * (width / height / 2))
  for (let i = 0; i < count; i++) {
    const near = raised(random.next(), 6)
    const radius = unit * (0.4 + 2 * near + 0.3 * random.next())
    const share = random.range(0.45, 0.95) * (1 - 0.55 * near)
    const [cx, cy] = [random.range(0, width), random.range(0, height)]
    const stretch = 1 + 0.5 * random.next()
    const reach = radius * stretch + 1
    for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(height, cy + reach); y++) {
      for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(width, cx + reach); x++) {
        const dy = (y + 0.5 - cy) / stretch
        const dx = x + 0.5 - cx - slant * dy * 0.5
        const covered = clamp((radius + 0.5 - Math.sqrt(dx * dx + dy * dy)) / (0.6 + 0.5 * radius), 0, 1)
        if (covered > 0) mixInto(light, y * width + x, tone, share * covered)
      }
    }
  }
}
