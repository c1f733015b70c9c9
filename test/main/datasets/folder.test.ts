import { describe, expect, it } from 'vitest'
import { conditionOfWords } from '../../../src/main/datasets/names/condition-words.ts'
import { pairsOf, problemsOf, useTemporaryFolder, walk, writeTree } from './source-files.ts'

const temporary = useTemporaryFolder()

describe('the words of a name', () => {
  it.each([
    ['foggy_zurich', 'fog'],
    ['fog', 'fog'],
    ['Night-Drive', 'night'],
    ['nighttime', 'night'],
    ['heavyRain2', 'rain'],
    ['rainy day', 'rain'],
    ['snow.2020', 'snow'],
    ['day', 'clear'],
    ['clear sky', 'clear'],
    ['night in the rain', 'night'],
    ['GOPR0475_frame_000041', null],
    ['Knightsbridge', null],
    ['training', null],
    ['Snowdonia', null],
    ['', null],
  ])('tell the condition: %s', (name, condition) => expect(conditionOfWords(name)).toBe(condition))
})

describe('a plain folder', () => {
  it('takes every picture at any depth, its condition from file, folders and the source itself', async () => {
    const root = writeTree(temporary('my fog pictures'), [
      'a.jpg',
      'b_night.JPEG',
      'trip/rainy/val/c.webp',
      'trip/rainy/sunny/d.tif',
      'notes.txt',
      'list.json',
      'film.mp4',
    ])
    const walked = await walk(root, 'folder')
    expect(walked.images.map(({ path, condition, split }) => [path, condition, split])).toEqual([
      ['a.jpg', 'fog', null],
      ['b_night.JPEG', 'night', null],
      ['trip/rainy/sunny/d.tif', 'clear', null],
      ['trip/rainy/val/c.webp', 'rain', 'val'],
    ])
    expect(walked.images[0]).toMatchObject({ sequence: null, frame: 'a', label: null })
    expect(walked.problems).toEqual([])
  })

  it('has the condition that a person gives, whatever the words are', async () => {
    const root = writeTree(temporary('given'), ['night/a.png', 'b.png'])
    const walked = await walk(root, 'folder', { condition: 'snow' })
    expect(walked.images.map(({ condition }) => condition)).toEqual(['snow', 'snow'])
  })

  it('finds labels by their endings beside the images', async () => {
    const root = writeTree(temporary('beside'), [
      'a.jpg',
      'a_labelIds.png',
      'a_labelTrainIds.png',
      'b.png',
      'b_labelTrainIds.png',
      'b_instanceIds.png',
      'c.png',
      'c_color.png',
      'd_leftImg8bit.png',
      'd_gtFine_color.png',
      'e_labelIds.png',
    ])
    const walked = await walk(root, 'folder')
    expect(pairsOf(walked)).toEqual([
      'a.jpg > a_labelIds.png (labelIds)',
      'b.png > b_labelTrainIds.png (labelTrainIds)',
      'c.png',
      'c_color.png',
      'd_leftImg8bit.png > d_gtFine_color.png (colours)',
    ])
    expect(problemsOf(walked)).toEqual(['image-missing e_labelIds.png'])
  })

  it('finds labels of the same name in folders labels and gt: below, beside, and mirrored further up', async () => {
    const root = writeTree(temporary('folders'), [
      'below/a.jpg',
      'below/labels/a.png',
      'beside/images/b.png',
      'beside/gt/b_labelTrainIds.png',
      'mirrored/photos/berlin/c.png',
      'mirrored/labels/berlin/c.png',
      'top/d.png',
      'labels/top/d.png',
      'unlabelled/a.png',
    ])
    expect(pairsOf(await walk(root, 'folder'))).toEqual([
      'below/a.jpg > below/labels/a.png (to be read)',
      'beside/images/b.png > beside/gt/b_labelTrainIds.png (labelTrainIds)',
      'mirrored/photos/berlin/c.png > mirrored/labels/berlin/c.png (to be read)',
      'top/d.png > labels/top/d.png (to be read)',
      'unlabelled/a.png',
    ])
  })

  it('promises no labels, and minds equal names only where two images would share a label', async () => {
    const root = writeTree(temporary('twice'), [
      'x/1.jpg',
      'x/1.png',
      'x/1_labelIds.png',
      'y/1.png',
      'z/2.jpg',
      'z/2.png',
    ])
    const walked = await walk(root, 'folder')
    expect(walked.images).toHaveLength(5)
    expect(walked.problems).toEqual([
      {
        path: 'x/1.png',
        problem: 'duplicate-name',
        message: 'x/1.png and x/1.jpg share the label x/1_labelIds.png; keep or rename one of them.',
      },
    ])
  })

  it('may hold nothing that is a picture', async () => {
    expect(await walk(writeTree(temporary('texts'), ['a.txt']), 'folder')).toEqual({
      images: [],
      problems: [],
      notices: [],
    })
  })
})
