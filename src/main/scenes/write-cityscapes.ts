import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { UsageError } from '../../shared/errors.ts'
import { writeFileAtomically, writePng } from '../imaging/write-image.ts'
import { encodeColours, encodeIds, encodeInstanceIds } from './label-png.ts'
import { drawScene, type Scene } from './scene.ts'
import type { Split } from './write-acdc.ts'

export interface CityscapesFrame {
  readonly split: Split
  /** Letters and digits: official tools take an underscore for the end of the city's name. */
  readonly city: string
  readonly sequence: number
  readonly frame: number
}

const six = (number: number): string => String(number).padStart(6, '0')

/**
 * Writes a scene on a clear day into a Cityscapes tree: `leftImg8bit/{split}/{city}/...` and the four label files of
 * `gtFine`. Returns the paths, relative to the tree.
 */
export async function writeCityscapesFrame(
  root: string,
  { split, city, sequence, frame }: CityscapesFrame,
  scene: Scene,
): Promise<string[]> {
  if (!/^[A-Za-z0-9-]+$/.test(city)) {
    throw new UsageError(`A city's name must be letters, digits and hyphens but is "${city}"; choose another one.`)
  }
  const file = (folder: string, kind: string): string =>
    path.join(folder, split, city, `${city}_${six(sequence)}_${six(frame)}_${kind}.png`)
  const image = file('leftImg8bit', 'leftImg8bit')
  const contents: [string, Buffer][] = [
    [file('gtFine', 'gtFine_labelIds'), encodeIds(scene, scene.labelIds)],
    [file('gtFine', 'gtFine_labelTrainIds'), encodeIds(scene, scene.trainIds)],
    [file('gtFine', 'gtFine_color'), encodeColours(scene, scene.labelIds, 4)],
    [file('gtFine', 'gtFine_instanceIds'), encodeInstanceIds(scene, scene.instanceIds)],
  ]
  for (const name of [image, contents[0]![0]]) await mkdir(path.dirname(path.join(root, name)), { recursive: true })
  await writePng(path.join(root, image), drawScene(scene, 'clear'), {})
  for (const [name, content] of contents) await writeFileAtomically(path.join(root, name), content)
  return [image, ...contents.map(([name]) => name)]
}
