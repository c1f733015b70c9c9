import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { createScene, drawScene, type DrawnImage, type Scene } from '../../../src/main/scenes/scene.ts'
import { planStreet } from '../../../src/main/scenes/street.ts'
import { reflectGround } from '../../../src/main/scenes/weather/reflection.ts'
import { conditions } from '../../../src/shared/conditions.ts'
import { classNames, labels, trainIdOfLabelId, VOID } from '../../../src/shared/labels.ts'

const small = { width: 192, height: 96 }
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

const luminance = ({ data }: DrawnImage, pixel: number): number =>
  0.299 * data[3 * pixel]! + 0.587 * data[3 * pixel + 1]! + 0.114 * data[3 * pixel + 2]!

function meanWhere(image: DrawnImage, holds: (pixel: number) => boolean): number {
  let sum = 0
  let count = 0
  for (let pixel = 0; pixel < image.width * image.height; pixel++) {
    if (!holds(pixel)) continue
    sum += luminance(image, pixel)
    count++
  }
  return sum / count
}

const everywhere = (): boolean => true
function spread(image: DrawnImage, holds: (pixel: number) => boolean): number {
  const mean = meanWhere(image, holds)
  let sum = 0
  let count = 0
  for (let pixel = 0; pixel < image.width * image.height; pixel++) {
    if (!holds(pixel)) continue
    sum += (luminance(image, pixel) - mean) ** 2
    count++
  }
  return Math.sqrt(sum / count)
}

const meanChroma = ({ data }: DrawnImage): number => {
  let sum = 0
  for (let i = 0; i < data.length; i += 3) {
    sum += Math.max(data[i]!, data[i + 1]!, data[i + 2]!) - Math.min(data[i]!, data[i + 1]!, data[i + 2]!)
  }
  return (3 * sum) / data.length
}

describe('a scene', () => {
  test('is the same for the same seed and size, to the byte and on every platform', () => {
    const scene = createScene(7, small)
    const hashes = Object.fromEntries(
      conditions.map((condition) => [condition, sha256(drawScene(scene, condition).data)]),
    )
    expect({ labels: sha256(scene.labelIds), ...hashes }).toMatchSnapshot()
    expect(sha256(drawScene(createScene(7, small), 'rain').data)).toBe(hashes.rain)
  })

  test('differs from the scene of another seed', () => {
    expect(sha256(createScene(8, small).labelIds)).not.toBe(sha256(createScene(7, small).labelIds))
  })

  test('keeps its shapes and changes its colours with another palette', () => {
    const scene = createScene(7, small)
    const own = drawScene(scene, 'clear')
    const other = drawScene(scene, 'clear', { paletteSeed: 99 })
    expect(sha256(other.data)).not.toBe(sha256(own.data))
    expect(sha256(drawScene(scene, 'clear').data)).toBe(sha256(own.data))
  })

  test.each([
    [{ width: 0, height: 96 }, 'width'],
    [{ width: 192, height: 96.5 }, 'height'],
    [{ width: 5000, height: 96 }, 'width'],
  ])('of the size %j is refused', (size, name) => {
    expect(() => createScene(1, size)).toThrow(new RegExp(`${name} must be an integer from 32 to 4096`))
  })
})

describe('over 48 seeds', () => {
  let scenes: Scene[] = []
  beforeAll(() => {
    scenes = Array.from({ length: 48 }, (_, seed) => createScene(seed, small))
  })

  test('every class and void appear', () => {
    const seen = new Set(scenes.flatMap((scene) => [...new Set(scene.trainIds)]))
    const missing = classNames.filter((_, trainId) => !seen.has(trainId))
    expect(missing).toEqual([])
    expect(seen.has(VOID)).toBe(true)
  })

  test('train ids and instance ids follow from the label ids as in Cityscapes', () => {
    const withInstances = new Set(labels.filter((label) => label.hasInstances).map((label) => label.id))
    let disagreements = 0
    for (const { labelIds, trainIds, instanceIds } of scenes) {
      labelIds.forEach((id, i) => {
        const instance = instanceIds[i]!
        const expected = withInstances.has(id) ? Math.floor(instance / 1000) === id : instance === id
        if (!expected || trainIds[i] !== trainIdOfLabelId(id)) disagreements++
      })
    }
    expect(disagreements).toBe(0)
  })

  test('the sky lies above the road in every column that has both', () => {
    let below = 0
    for (const { trainIds, width, height } of scenes) {
      for (let x = 0; x < width; x++) {
        let lowestSky = -1
        let highestRoad = height
        for (let y = 0; y < height; y++) {
          if (trainIds[y * width + x] === 10) lowestSky = y
          if (trainIds[y * width + x] === 0 && y < highestRoad) highestRoad = y
        }
        if (lowestSky >= highestRoad) below++
      }
    }
    expect(below).toBe(0)
  })

  test('the picture changes more across the borders of labels than within them', () => {
    let [across, acrossCount, within, withinCount] = [0, 0, 0, 0]
    for (const scene of scenes.slice(0, 8)) {
      const image = drawScene(scene, 'clear')
      for (let pixel = 0; pixel + 1 < scene.trainIds.length; pixel++) {
        if ((pixel + 1) % scene.width === 0) continue
        const step = Math.abs(luminance(image, pixel) - luminance(image, pixel + 1))
        if (scene.trainIds[pixel] === scene.trainIds[pixel + 1]) {
          within += step
          withinCount++
        } else {
          across += step
          acrossCount++
        }
      }
    }
    expect(across / acrossCount).toBeGreaterThan(3 * (within / withinCount))
  })
})

describe('the conditions', () => {
  const scenes = [3, 11, 20, 31].map((seed) => createScene(seed, small))
  const each = (check: (scene: Scene, draw: (condition: (typeof conditions)[number]) => DrawnImage) => void): void =>
    scenes.forEach((scene) => check(scene, (condition) => drawScene(scene, condition)))

  test('night is dark', () => {
    each((_, draw) =>
      expect(meanWhere(draw('night'), everywhere)).toBeLessThan(0.8 * meanWhere(draw('clear'), everywhere)),
    )
  })

  test('fog takes the contrast of what is far away', () => {
    each((scene, draw) => {
      const { samples } = scene.drawn
      const isFar = (pixel: number): boolean => {
        const index = 2 * Math.floor(pixel / scene.width) * samples.width + 2 * (pixel % scene.width)
        return samples.nearness[index]! > 0 && samples.nearness[index]! < 1 / 60
      }
      expect(spread(draw('fog'), isFar)).toBeLessThan(0.75 * spread(draw('clear'), isFar))
    })
  })

  test('snow whitens pavements and terrain more than the road', () => {
    const [beside, road] = [[1, 9], [0]].map((classes) =>
      scenes.reduce(
        (sum, scene) => sum + meanWhere(drawScene(scene, 'snow'), (pixel) => classes.includes(scene.trainIds[pixel]!)),
        0,
      ),
    )
    expect(beside).toBeGreaterThan(1.15 * road!)
  })

  test('rain, fog and snow are greyer than a clear day', () => {
    each((_, draw) => {
      const clear = meanChroma(draw('clear'))
      for (const condition of ['rain', 'fog', 'snow'] as const)
        expect(meanChroma(draw(condition))).toBeLessThan(0.8 * clear)
    })
  })

  test('the wet road mirrors what stands on it: a red light shows below itself', () => {
    const [width, height] = [64, 64]
    const [horizon, focal, cameraHeight] = [20, 60, 1.5]
    const light = new Float32Array(3 * width * height).fill(0.2)
    const distance = new Float32Array(width * height).fill(Infinity)
    const labelIds = new Uint8Array(width * height).fill(23)
    labelIds.fill(7, 30 * width)
    const [column, row, away] = [32, 22, 10]
    distance[row * width + column] = away
    light[3 * (row * width + column)] = 30
    const mirrored = Math.round(2 * (horizon + (focal * cameraHeight) / away) - row)
    const camera = { width, height, focal, centreX: 32, horizon, cameraHeight }
    reflectGround({ width, height, light, distance, labelIds }, camera, planStreet(1), 1)
    const redAt = (x: number, y = mirrored): number =>
      Math.max(...[-1, 0, 1].map((dy) => light[3 * ((y + dy) * width + x)]!))
    expect(mirrored).toBeGreaterThan(30)
    expect(redAt(column)).toBeGreaterThan(4 * redAt(column + 8))
    expect(redAt(column)).toBeGreaterThan(4 * redAt(column, mirrored - 5))
  })
})
