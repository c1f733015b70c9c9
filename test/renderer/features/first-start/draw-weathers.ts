/** Draws the pictures of the first start anew: `node test/renderer/features/first-start/draw-weathers.ts`. */
import sharp from 'sharp'
import path from 'node:path'
import { createScene, drawScene } from '../../../../src/main/scenes/scene.ts'
import type { Condition } from '../../../../src/shared/conditions.ts'

const folder = path.resolve(import.meta.dirname, '../../../../src/renderer/features/first-start/weathers')
const SEED = 77
const frame = { width: 1920, height: 700 }
/** Of one street in this order, from left to right. */
const strips: readonly Condition[] = ['clear', 'fog', 'night', 'rain', 'snow']
const width = frame.width / strips.length

const scene = createScene(SEED, frame)
for (const [index, condition] of strips.entries())
  await sharp(drawScene(scene, condition).data, { raw: { ...frame, channels: 3 } })
    .extract({ left: index * width, top: 0, width, height: frame.height })
    .webp({ quality: 72, effort: 6 })
    .toFile(path.join(folder, `${condition}.webp`))
