import sharp from 'sharp'
import { createScene, drawScene } from '../../../src/main/scenes/scene.ts'
import { conditions, type Condition } from '../../../src/shared/conditions.ts'

const size = { width: 256, height: 128 }
const drawn = new Map<string, Promise<Buffer>>()

/** The picture behind `media/{seed}-{condition}.webp`, drawn once; undefined for any other path. */
export function picture(path: string): Promise<Buffer> | undefined {
  const [, seed, name] = /^media\/(\d+)-(\w+)\.webp$/.exec(path) ?? []
  const condition = conditions.find((candidate) => candidate === name)
  if (seed === undefined || condition === undefined) return undefined
  const known = drawn.get(path) ?? draw(Number(seed), condition)
  drawn.set(path, known)
  return known
}

function draw(seed: number, condition: Condition): Promise<Buffer> {
  const { data, width, height } = drawScene(createScene(seed, size), condition)
  return sharp(data, { raw: { width, height, channels: 3 } })
    .webp()
    .toBuffer()
}
