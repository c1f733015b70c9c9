import { describe, expect, it } from 'vitest'
import { imageAt, pairsOf, problemsOf, useTemporaryFolder, walk, writeTree } from './source-files.ts'
import { matFile } from './mat-files.ts'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

const temporary = useTemporaryFolder()

describe('a GTA5 tree', () => {
  it('pairs images and labels of the same name, clear, without sequence', async () => {
    const root = writeTree(temporary('plain'), [
      'images/00001.png',
      'images/00002.png',
      'labels/00001.png',
      'labels/00002.png',
    ])
    const walked = await walk(root, 'gta5')
    expect(pairsOf(walked)).toEqual([
      'images/00001.png > labels/00001.png (to be read)',
      'images/00002.png > labels/00002.png (to be read)',
    ])
    expect(imageAt(walked, 'images/00001.png')).toEqual({
      path: 'images/00001.png',
      condition: 'clear',
      split: null,
      sequence: null,
      frame: '00001',
    })
    expect(walked.images[0]).toMatchObject({ bytes: 6, label: { bytes: 6 } })
    expect(walked.problems).toEqual([])
  })

  it('takes the condition that a person gives', async () => {
    const root = writeTree(temporary('given'), ['images/00001.png', 'labels/00001.png'])
    expect((await walk(root, 'gta5', { condition: 'night' })).images[0]?.condition).toBe('night')
  })

  it("is read in the ten downloads' folders too, part by part", async () => {
    const root = writeTree(temporary('parts'), [
      '01_images/images/00001.png',
      '01_labels/labels/00001.png',
      '02_images/00002.png',
      '02_labels/00002.png',
      '10_images/images/00010.png',
      '11_labels/labels/00011.png',
    ])
    const walked = await walk(root, 'gta5')
    expect(pairsOf(walked)).toEqual([
      '01_images/images/00001.png > 01_labels/labels/00001.png (to be read)',
      '02_images/00002.png > 02_labels/00002.png (to be read)',
      '10_images/images/00010.png',
    ])
    expect(problemsOf(walked)).toEqual(['label-missing 10_images/images', 'image-missing 11_labels/labels'])
  })

  it('pairs images in one folder with labels in parts, and folders by split', async () => {
    const root = writeTree(temporary('mixed'), [
      'images/train/00001.png',
      'images/val/00002.png',
      '01_labels/labels/00001.png',
      '02_labels/labels/00002.png',
    ])
    const walked = await walk(root, 'gta5')
    expect(pairsOf(walked)).toEqual([
      'images/train/00001.png > 01_labels/labels/00001.png (to be read)',
      'images/val/00002.png > 02_labels/labels/00002.png (to be read)',
    ])
    expect(walked.images.map(({ split }) => split)).toEqual(['train', 'val'])
    expect(walked.problems).toEqual([])
  })

  it("prefers the label in ids to DAFormer's copy in train ids, and takes the copy where it is alone", async () => {
    const root = writeTree(temporary('daformer'), [
      'images/00001.png',
      'images/00002.png',
      'labels/00001.png',
      'labels/00001_labelTrainIds.png',
      'labels/00002_labelTrainIds.png',
      'labels/sample_class_stats.json',
    ])
    expect(pairsOf(await walk(root, 'gta5'))).toEqual([
      'images/00001.png > labels/00001.png (to be read)',
      'images/00002.png > labels/00002_labelTrainIds.png (labelTrainIds)',
    ])
  })

  it('tells images without labels one by one, and labels without images', async () => {
    const root = writeTree(temporary('gaps'), [
      'images/00001.png',
      'images/00002.png',
      'labels/00002.png',
      'labels/00003.png',
    ])
    const walked = await walk(root, 'gta5')
    expect(walked.problems).toEqual([
      {
        path: 'images/00001.png',
        problem: 'label-missing',
        message: 'images/00001.png has no label in labels; copy it to use the image as content.',
      },
      {
        path: 'labels/00003.png',
        problem: 'image-missing',
        message: 'labels/00003.png has no image in images; copy it or remove the label.',
      },
    ])
  })

  it('tells once that there are no labels at all', async () => {
    const root = writeTree(temporary('unlabelled'), ['images/00001.png', 'images/00002.png'])
    const walked = await walk(root, 'gta5')
    expect(walked.images).toHaveLength(2)
    expect(walked.problems).toEqual([
      {
        path: '',
        problem: 'label-missing',
        message:
          'No image has a label: expected a folder labels (or 01_labels, 02_labels, ...); copy it to use the images as content.',
      },
    ])
  })

  it('tells once for each image that has the id of another one', async () => {
    const root = writeTree(temporary('twice'), [
      '01_images/images/00001.png',
      '01_labels/labels/00001.png',
      '02_images/images/00001.png',
      '02_images/images/00002.jpg',
      '02_images/images/00002.png',
      '02_labels/labels/00001.png',
      '02_labels/labels/00002.png',
    ])
    const walked = await walk(root, 'gta5')
    expect(walked.images).toHaveLength(4)
    expect(walked.problems.map(({ message }) => message)).toEqual([
      '02_images/images/00001.png has a name that exists in 01_images/images as well; keep one, for labels and exports go by the name.',
      '02_images/images/00002.png has a name that exists twice in 02_images/images; keep one, for labels and exports go by the name.',
    ])
  })
})

describe("GTA5's split.mat", () => {
  const tree = (name: string) =>
    writeTree(temporary(name), [
      'images/00001.png',
      'images/00002.png',
      'images/00003.png',
      'images/00004.png',
      'labels/',
    ])
  const variables = { trainIds: [1, 3], valIds: [2], testIds: [24966] }

  it.each(['split.mat', 'read_mapping/split.mat'])('gives the splits (%s)', async (file) => {
    const root = tree(`split-${file.length}`)
    writeTree(root, [file], matFile(variables, { compressed: true }))
    expect((await walk(root, 'gta5')).images.map(({ split }) => split)).toEqual(['train', 'val', 'train', null])
  })

  it('is told when it is damaged, and stops nothing', async () => {
    const root = tree('split-damaged')
    const whole = matFile(variables, { compressed: true })
    writeFileSync(path.join(root, 'split.mat'), whole.subarray(0, whole.length - 9))
    const walked = await walk(root, 'gta5')
    expect(walked.images.map(({ split }) => split)).toEqual([null, null, null, null])
    expect(walked.problems).toContainEqual({
      path: 'split.mat',
      problem: 'unreadable',
      message: 'split.mat is cut off, so images have no split; copy it again from the GTA5 site.',
    })
  })

  it('is told when it holds something else', async () => {
    const root = tree('split-other')
    writeFileSync(path.join(root, 'split.mat'), matFile({ weights: [1] }))
    expect((await walk(root, 'gta5')).problems[0]?.message).toContain('holds none of trainIds, valIds and testIds')
  })
})
