import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { writeFileAtomically, writePng } from '../imaging/write-image.ts'
import { encodePaletteIds } from './label-png.ts'
import { drawScene, type Scene } from './scene.ts'

/** The name of a frame in a GTA5 tree, 1 to 99999: `00001.png`. */
const gta5Name = (number: number): string => `${String(number).padStart(5, '0')}.png`

/**
 * Writes a scene on a clear day into a GTA5 tree: `images/00001.png`, and `labels/00001.png` as a palette PNG whose index
 * is the Cityscapes label id. Returns both paths, relative to the tree.
 */
export async function writeGta5Frame(root: string, number: number, scene: Scene): Promise<string[]> {
  const files = ['images', 'labels'].map((folder) => path.join(folder, gta5Name(number)))
  for (const file of files) await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writePng(path.join(root, files[0]!), drawScene(scene, 'clear'), {})
  await writeFileAtomically(path.join(root, files[1]!), encodePaletteIds(scene, scene.labelIds))
  return files
}
