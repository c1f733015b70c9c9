import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { encodePaletteIds } from '../../../src/main/scenes/label-png.ts'

export const [width, height] = [64, 32]

/** Cityscapes ids of road and sky: train ids 0 and 10. */
const [ROAD, SKY] = [7, 23]

/** A GTA5 tree of small pictures: sky above road, each with another colour. */
export async function drawGta5(folder: string, images: number): Promise<void> {
  mkdirSync(path.join(folder, 'images'), { recursive: true })
  mkdirSync(path.join(folder, 'labels'), { recursive: true })
  const ids = new Uint8Array(width * height).map((_, i) => (i < (width * height) / 2 ? SKY : ROAD))
  for (let image = 1; image <= images; image++) {
    const name = `${String(image).padStart(5, '0')}.png`
    const rgb = new Uint8Array(width * height * 3).map((_, i) => (i * 7 + image * 40) % 256)
    await sharp(rgb, { raw: { width, height, channels: 3 } }).toFile(path.join(folder, 'images', name))
    writeFileSync(path.join(folder, 'labels', name), encodePaletteIds({ width, height }, ids))
  }
}
