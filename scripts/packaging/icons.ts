import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'

/** Of a Linux desktop's themes; Windows' and macOS' formats are made from the largest. */
const sizes = [16, 32, 48, 64, 128, 256, 512, 1024] as const

/** Draws the application's icon in the sizes and under the names that electron-builder looks for in its folder of build resources. */
export async function drawIcons(project: string, to: string): Promise<void> {
  const drawing = path.join(project, 'src', 'renderer', 'icon.svg')
  await mkdir(path.join(to, 'icons'), { recursive: true })
  const { width } = await sharp(drawing).metadata()
  const draw = (size: number) =>
    sharp(drawing, { density: (72 * size) / width })
      .resize(size, size)
      .png()
  for (const size of sizes) await draw(size).toFile(path.join(to, 'icons', `${size}x${size}.png`))
  await draw(sizes.at(-1)!).toFile(path.join(to, 'icon.png'))
}
