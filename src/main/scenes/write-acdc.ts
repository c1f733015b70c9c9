import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Condition } from '../../shared/conditions.ts'
import { writeFileAtomically, writePng } from '../imaging/write-image.ts'
import { encodeColours, encodeIds } from './label-png.ts'
import { drawScene, type Scene } from './scene.ts'

export type Split = 'train' | 'val' | 'test'

export interface AcdcFrame {
  readonly condition: Exclude<Condition, 'clear'>
  readonly split: Split
  /** Number of the recording: 475 for `GOPR0475`. */
  readonly recording: number
  readonly frame: number
}

async function write(root: string, file: string, content: Buffer): Promise<string> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writeFileAtomically(path.join(root, file), content)
  return file
}

async function writeImage(root: string, file: string, scene: Scene, condition: Condition): Promise<string> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writePng(path.join(root, file), drawScene(scene, condition), {})
  return file
}

/**
 * Writes a scene into an ACDC tree: the frame in its condition under `rgb_anon/{condition}/{split}`, the same place on a
 * clear day under `{split}_ref`, and the four label files under `gt/{condition}/{split}`; the test split has no labels.
 * Returns the paths, relative to the tree.
 */
export async function writeAcdcFrame(
  root: string,
  { condition, split, recording, frame }: AcdcFrame,
  scene: Scene,
): Promise<string[]> {
  const sequence = `GOPR${String(recording).padStart(4, '0')}`
  const name = `${sequence}_frame_${String(frame).padStart(6, '0')}`
  const images = path.join('rgb_anon', condition)
  const files = [
    await writeImage(root, path.join(images, split, sequence, `${name}_rgb_anon.png`), scene, condition),
    await writeImage(root, path.join(images, `${split}_ref`, sequence, `${name}_rgb_ref_anon.png`), scene, 'clear'),
  ]
  if (split === 'test') return files
  const label = (kind: string): string => path.join('gt', condition, split, sequence, `${name}_gt_${kind}.png`)
  // invIds: 1 where a person could not tell from the picture alone; what is drawn is known everywhere.
  const invalid = new Uint8Array(scene.labelIds.length)
  return [
    ...files,
    await write(root, label('labelIds'), encodeIds(scene, scene.labelIds)),
    await write(root, label('labelTrainIds'), encodeIds(scene, scene.trainIds)),
    await write(root, label('labelColor'), encodeColours(scene, scene.labelIds, 3)),
    await write(root, label('invIds'), encodeIds(scene, invalid)),
  ]
}
