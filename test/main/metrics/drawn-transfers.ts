import type { RgbImage } from '../../../src/main/imaging/image.ts'
import type { Transfer } from '../../../src/main/metrics/image-measures.ts'
import type { LabelPlane } from '../../../src/main/metrics/planes.ts'
import { createScene, drawScene, type Scene } from '../../../src/main/scenes/scene.ts'
import type { Condition } from '../../../src/shared/conditions.ts'

export const adverse = ['fog', 'night', 'rain', 'snow'] as const

const scenes = new Map<number, Scene>()
const drawings = new Map<string, RgbImage>()

export function sceneOf(seed: number): Scene {
  const scene = scenes.get(seed) ?? createScene(seed, { width: 512, height: 256 })
  scenes.set(seed, scene)
  return scene
}

/** Drawn once: not to be changed. */
export function drawingOf(seed: number, condition: Condition): RgbImage {
  const key = `${seed} ${condition}`
  const drawing = drawings.get(key) ?? drawScene(sceneOf(seed), condition)
  drawings.set(key, drawing)
  return drawing
}

/** A clear street as the content, another street in the condition as the reference; the content itself as the result. */
export function untouched(seed: number, condition: Condition): Transfer {
  const content = drawingOf(seed, 'clear')
  return {
    content,
    contentLabel: sceneOf(seed).trainIds,
    reference: drawingOf(seed + 100, condition),
    referenceLabel: sceneOf(seed + 100).trainIds,
    result: content,
  }
}

/** What a perfect transfer would give: the content's street drawn in the condition. */
export function groundTruth(seed: number, condition: Condition): Transfer {
  return { ...untouched(seed, condition), result: drawingOf(seed, condition) }
}

export function mapSamples(image: RgbImage, map: (sample: number, at: number) => number): RgbImage {
  const data = Uint8ClampedArray.from(image.data, map)
  return { ...image, data: new Uint8Array(data.buffer) }
}

export const blend = (from: RgbImage, to: RgbImage, share: number): RgbImage =>
  mapSamples(from, (sample, at) => sample + share * (to.data[at]! - sample))

/** Evenly distributed from -amplitude to amplitude, the same for the same place. */
export function noisy(image: RgbImage, amplitude: number): RgbImage {
  let state = 1
  return mapSamples(image, (sample) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return sample + amplitude * (state / 2 ** 31 - 1)
  })
}

/** A picture from a grey value or a colour at each pixel. */
export function painted(
  width: number,
  height: number,
  paint: (x: number, y: number) => number | readonly [number, number, number],
): RgbImage {
  const data = new Uint8Array(width * height * 3)
  for (let at = 0; at < width * height; at++) {
    const colour = paint(at % width, Math.floor(at / width))
    data.set(typeof colour === 'number' ? [colour, colour, colour] : colour, at * 3)
  }
  return { width, height, data }
}

export function labelled(width: number, height: number, trainIdAt: (x: number, y: number) => number): LabelPlane {
  const trainIds = Uint8Array.from({ length: width * height }, (_, at) => trainIdAt(at % width, Math.floor(at / width)))
  return { width, height, trainIds }
}
