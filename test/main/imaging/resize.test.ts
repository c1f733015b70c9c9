import { describe, expect, it } from 'vitest'
import { centredBox, crop } from '../../../src/main/imaging/crop.ts'
import { readImage } from '../../../src/main/imaging/image.ts'
import { resizeBicubic, resizeNearest } from '../../../src/main/imaging/resize.ts'
import { oraclePath, readGoldens } from '../../oracle.ts'

const preprocessing = readGoldens('cactif', 'preprocessing.safetensors')

describe('resizing as Pillow does', () => {
  it.each(['content', 'style'])('gives the %s image of the public code, byte for byte', async (name) => {
    const golden = preprocessing.get(`${name}_image_uint8_hwc`)!
    const [height, width] = golden.shape as [number, number]
    const image = await readImage(oraclePath('cactif', `${name}.png`))
    const resized = resizeBicubic(crop(image, centredBox(image, [height, width])), width, height)
    expect(Buffer.compare(resized.data, golden.data as Uint8Array)).toBe(0)
  })

  // Computed with Pillow 9.4: Image.fromarray(a).resize((w, h)) of a[y, x] = (x * 37 + y * 101 + x * y * 7) % 256.
  it.each([
    [7, 5, 4, 3, 'BICUBIC_DOWN'],
    [3, 2, 5, 4, 'BICUBIC_UP'],
  ] as const)('resizes one channel from %ix%i to %ix%i', (width, height, toWidth, toHeight, name) => {
    const data = Uint8Array.from({ length: width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)]
      return (x * 37 + y * 101 + x * y * 7) % 256
    })
    const expected = {
      BICUBIC_DOWN: [60, 130, 121, 154, 170, 144, 114, 169, 131, 114, 125, 112],
      BICUBIC_UP: [0, 2, 27, 53, 67, 20, 32, 59, 86, 101, 78, 93, 123, 153, 168, 107, 123, 155, 186, 202],
    }[name]
    expect([...resizeBicubic({ width, height, data }, toWidth, toHeight).data]).toEqual(expected)
  })

  it('clips the overshoot at an edge instead of wrapping around', () => {
    const data = new Uint8Array(64 * 3).fill(255, 32 * 3)
    const resized = resizeBicubic({ width: 64, height: 1, data }, 300, 1).data
    expect(Math.max(...resized.subarray(0, 420))).toBeLessThan(30)
    expect(Math.min(...resized.subarray(480))).toBeGreaterThan(225)
  })

  it('leaves a picture of the right size alone, in memory of its own', () => {
    const data = Uint8Array.from({ length: 12 }, (_, i) => i * 20)
    const resized = resizeBicubic({ width: 2, height: 2, data }, 2, 2)
    expect(resized.data).toEqual(data)
    expect(resized.data).not.toBe(data)
  })

  it('takes the source pixel at floor((i + 0.5) * scale) for NEAREST', () => {
    const data = Uint8Array.from({ length: 7 * 3 }, (_, i) => i)
    const resized = resizeNearest({ width: 7, height: 3, data }, 3, 2)
    expect([...resized.data]).toEqual([1, 3, 5, 15, 17, 19])
    expect([...resizeNearest({ width: 2, height: 1, data: Uint8Array.of(1, 2) }, 5, 1).data]).toEqual([1, 1, 2, 2, 2])
  })

  it('refuses samples that do not fit the size', () => {
    expect(() => resizeBicubic({ width: 2, height: 2, data: new Uint8Array(8) }, 1, 1)).toThrow('received 8 bytes')
  })
})
