import { closeSync, ftruncateSync, linkSync, mkdirSync, openSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import path from 'node:path'
import { createScene } from '../../../src/main/scenes/scene.ts'
import { writeGta5Frame } from '../../../src/main/scenes/write-gta5.ts'

/** Pairs of one city of a Cityscapes tree, as many as its largest cities have. */
const PAIRS_PER_CITY = 1_000
/** The numbers of GTA5's names have five digits. */
const MOST_OF_GTA5 = 99_999

/**
 * Image/label pairs to be listed and never opened: sparse files of one byte, an inode each and no block of the disk. A GTA5 tree,
 * or a Cityscapes tree where there are more pairs than names.
 */
export function makeListedTree(root: string, pairs: number): 'gta5' | 'cityscapes' {
  const { ffree } = statfsSync(path.dirname(root))
  if (ffree > 0 && ffree < 2.2 * pairs)
    throw new Error(
      `${root}: ${pairs} pairs need ${2 * pairs} inodes, but the disk has ${ffree} left; use a smaller number`,
    )
  const layout = pairs > MOST_OF_GTA5 ? 'cityscapes' : 'gta5'
  const folders = new Set<string>()
  for (let index = 0; index < pairs; index++) {
    for (const file of layout === 'gta5' ? gta5Pair(index) : cityscapesPair(index)) {
      const full = path.join(root, file)
      const folder = path.dirname(full)
      if (!folders.has(folder)) mkdirSync(folder, { recursive: true })
      folders.add(folder)
      makeSparseFile(full)
    }
  }
  return layout
}

const digits = (value: number, count: number): string => String(value).padStart(count, '0')

function gta5Pair(index: number): string[] {
  const name = `${digits(index + 1, 5)}.png`
  return [`images/${name}`, `labels/${name}`]
}

function cityscapesPair(index: number): string[] {
  const letters = [...digits(Math.floor(index / PAIRS_PER_CITY), 4)].map((digit) => 'abcdefghij'[Number(digit)])
  const city = `city${letters.join('')}`
  const frame = `${city}_000000_${digits(index % PAIRS_PER_CITY, 6)}`
  return [`leftImg8bit/train/${city}/${frame}_leftImg8bit.png`, `gtFine/train/${city}/${frame}_gtFine_labelIds.png`]
}

function makeSparseFile(file: string): void {
  const handle = openSync(file, 'w')
  ftruncateSync(handle, 1)
  closeSync(handle)
}

/** GTA5's own. */
const GTA5_SIZE = { height: 1052, width: 1914 }

/** Draws so many different GTA5 frames. */
export async function drawFrames(root: string, count: number, say: (text: string) => void): Promise<void> {
  for (let frame = 1; frame <= count; frame++) {
    await writeGta5Frame(root, frame, createScene(700 + frame, GTA5_SIZE))
    say(`drew ${frame} of ${count} frames of ${GTA5_SIZE.width}x${GTA5_SIZE.height}`)
  }
}

/** A GTA5 tree of so many names, each a hard link to one of the drawn frames. */
export function linkFrames(drawn: string, root: string, { count, labels }: { count: number; labels: boolean }): void {
  const frames = readdirSync(path.join(drawn, 'images')).sort()
  for (const folder of labels ? ['images', 'labels'] : ['images']) {
    mkdirSync(path.join(root, folder), { recursive: true })
    for (let index = 0; index < count; index++)
      linkSync(
        path.join(drawn, folder, frames[index % frames.length]!),
        path.join(root, folder, `${digits(index + 1, 5)}.png`),
      )
  }
}

export const removeTree = (root: string): void => rmSync(root, { recursive: true, force: true })
