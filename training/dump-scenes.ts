/**
 * Writes drawn street scenes for training: `<seed>_<condition>.png` and `<seed>_labelTrainIds.png`.
 *
 *   node training/dump-scenes.ts --out DIR --count N --seed S --size 256x512 [--conditions clear,fog,night,rain,snow]
 *
 * Scenes have the seeds S to S + N - 1: processes with disjoint ranges may share a folder. Files that exist are kept,
 * so an interrupted dump goes on where it stopped.
 */
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { createScene, drawScene, type DrawnImage } from '../src/main/scenes/scene.ts'
import { conditions, type Condition } from '../src/shared/conditions.ts'
import { UsageError } from '../src/shared/errors.ts'

interface Dump {
  readonly out: string
  readonly count: number
  readonly seed: number
  readonly width: number
  readonly height: number
  readonly conditions: readonly Condition[]
}

function readArguments(): Dump {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      count: { type: 'string', default: '100' },
      seed: { type: 'string', default: '0' },
      size: { type: 'string', default: '256x512' },
      conditions: { type: 'string', default: conditions.join(',') },
    },
  })
  if (!values.out) throw new UsageError('--out is missing: name the folder to write to.')
  const size = /^(\d+)x(\d+)$/.exec(values.size)
  if (!size) throw new UsageError(`--size must be HEIGHTxWIDTH, such as 256x512, but is "${values.size}".`)
  const wanted = values.conditions.split(',')
  const unknown = wanted.find((name) => !conditions.some((condition) => condition === name))
  if (unknown !== undefined) throw new UsageError(`--conditions knows ${conditions.join(', ')} but not "${unknown}".`)
  return {
    out: values.out,
    count: Number(values.count),
    seed: Number(values.seed),
    height: Number(size[1]),
    width: Number(size[2]),
    conditions: wanted as Condition[],
  }
}

async function write(path: string, { data, width, height }: DrawnImage, channels: 1 | 3): Promise<void> {
  const partial = `${path}.${process.pid}.part`
  const picture = sharp(data, { raw: { width, height, channels } })
  if (channels === 1) picture.toColourspace('b-w')
  await picture.png({ compressionLevel: 3 }).toFile(partial)
  await rename(partial, path)
}

const dump = readArguments()
await mkdir(dump.out, { recursive: true })
const started = performance.now()
for (let i = 0; i < dump.count; i++) {
  const seed = dump.seed + i
  const labels = join(dump.out, `${seed}_labelTrainIds.png`)
  if (existsSync(labels)) continue
  const scene = createScene(seed, dump)
  for (const condition of dump.conditions) {
    await write(join(dump.out, `${seed}_${condition}.png`), drawScene(scene, condition), 3)
  }
  await write(labels, { data: scene.trainIds, width: dump.width, height: dump.height }, 1)
  if ((i + 1) % 100 === 0) {
    const perScene = (performance.now() - started) / 1000 / (i + 1)
    process.stderr.write(`${i + 1} of ${dump.count} scenes, ${perScene.toFixed(2)} s each\n`)
  }
}
