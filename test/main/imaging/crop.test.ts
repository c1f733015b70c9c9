import { describe, expect, it } from 'vitest'
import { centredBox, crop, isEmpty } from '../../../src/main/imaging/crop.ts'

describe('the centred crop', () => {
  // Edges from Python: [round(edge) for edge in the public code's crop_box].
  it.each([
    [1914, 1052, 512, 1024, [0, 48, 1914, 1004]],
    [1920, 1080, 512, 1024, [0, 60, 1920, 1020]],
    [2048, 1024, 512, 1024, [0, 0, 2048, 1024]],
    [101, 50, 64, 64, [26, 0, 76, 50]],
    [103, 50, 64, 64, [26, 0, 76, 50]],
    [3000, 1001, 64, 128, [499, 0, 2501, 1001]],
    [1914, 1052, 576, 1024, [22, 0, 1892, 1052]],
  ])('of %ix%i to the aspect of %i high and %i wide has the edges that Pillow cuts', (width, height, H, W, edges) => {
    const box = centredBox({ width, height }, [H, W])
    expect([box.left, box.top, box.right, box.bottom]).toEqual(edges)
  })

  it('is empty where the picture is thinner than a pixel of that aspect', () => {
    expect(isEmpty(centredBox({ width: 1, height: 500 }, [512, 1024]))).toBe(true)
    expect(isEmpty(centredBox({ width: 6, height: 500 }, [512, 1024]))).toBe(false)
  })

  it('cuts whole pixels', () => {
    const data = Uint8Array.from({ length: 4 * 3 * 3 }, (_, i) => i)
    const cut = crop({ width: 4, height: 3, data }, { left: 1, top: 1, right: 3, bottom: 3 })
    expect(cut).toEqual({ width: 2, height: 2, data: Uint8Array.of(15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32) })
  })
})
