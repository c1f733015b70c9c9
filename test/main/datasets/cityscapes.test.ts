import { describe, expect, it } from 'vitest'
import { imageAt, pairsOf, problemsOf, useTemporaryFolder, walk, writeTree } from './source-files.ts'

const temporary = useTemporaryFolder()

describe('a Cityscapes tree', () => {
  it('tells split, sequence and frame, and pairs with fine labels before coarse ones', async () => {
    const root = writeTree(temporary('plain'), [
      'leftImg8bit/train/aachen/aachen_000000_000019_leftImg8bit.png',
      'gtFine/train/aachen/aachen_000000_000019_gtFine_color.png',
      'gtFine/train/aachen/aachen_000000_000019_gtFine_instanceIds.png',
      'gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png',
      'gtFine/train/aachen/aachen_000000_000019_gtFine_labelTrainIds.png',
      'gtFine/train/aachen/aachen_000000_000019_gtFine_polygons.json',
      'gtCoarse/train/aachen/aachen_000000_000019_gtCoarse_labelIds.png',
      'leftImg8bit/val/frankfurt/frankfurt_000001_082466_leftImg8bit.png',
      'gtCoarse/val/frankfurt/frankfurt_000001_082466_gtCoarse_color.png',
      'leftImg8bit/val/lindau/lindau_000000_000019_leftImg8bit.png',
      'gtFine/val/lindau/lindau_000000_000019_gtFine_color.png',
      'gtCoarse/val/lindau/lindau_000000_000019_gtCoarse_labelIds.png',
    ])
    const walked = await walk(root, 'cityscapes')
    expect(pairsOf(walked)).toEqual([
      'leftImg8bit/train/aachen/aachen_000000_000019_leftImg8bit.png > gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png (labelIds)',
      'leftImg8bit/val/frankfurt/frankfurt_000001_082466_leftImg8bit.png > gtCoarse/val/frankfurt/frankfurt_000001_082466_gtCoarse_color.png (colours)',
      'leftImg8bit/val/lindau/lindau_000000_000019_leftImg8bit.png > gtFine/val/lindau/lindau_000000_000019_gtFine_color.png (colours)',
    ])
    expect(imageAt(walked, 'leftImg8bit/val/frankfurt/frankfurt_000001_082466_leftImg8bit.png')).toMatchObject({
      condition: 'clear',
      split: 'val',
      sequence: 'frankfurt_000001',
      frame: '082466',
    })
    expect(walked.problems).toEqual([])
  })

  it('takes the extra training images with their coarse labels, not the blurred ones', async () => {
    const root = writeTree(temporary('extra'), [
      'leftImg8bit/train_extra/erlangen/erlangen_000000_000000_leftImg8bit.png',
      'gtCoarse/train_extra/erlangen/erlangen_000000_000000_gtCoarse_labelIds.png',
      'leftImg8bit_blurred/train/aachen/aachen_000000_000019_leftImg8bit_blurred.png',
      'leftImg8bit/train/aachen/aachen_000000_000019_leftImg8bit_blurred.png',
    ])
    const walked = await walk(root, 'cityscapes')
    expect(walked.images.map(({ path, split }) => [path, split])).toEqual([
      ['leftImg8bit/train_extra/erlangen/erlangen_000000_000000_leftImg8bit.png', 'train'],
    ])
    expect(walked.problems).toEqual([])
  })

  it('promises labels for training and validation, for extra images only with coarse labels', async () => {
    const root = writeTree(temporary('unlabelled'), [
      'leftImg8bit/test/berlin/berlin_000000_000019_leftImg8bit.png',
      'leftImg8bit/test/berlin/berlin_000001_000019_leftImg8bit.png',
      'gtFine/test/berlin/berlin_000001_000019_gtFine_labelIds.png',
      'leftImg8bit/train/aachen/aachen_000000_000019_leftImg8bit.png',
      'leftImg8bit/train_extra/erlangen/erlangen_000000_000000_leftImg8bit.png',
      'leftImg8bit/val/lindau/lindau_000000_000019_leftImg8bit.png',
      'leftImg8bit/val/lindau/lindau_000001_000019_leftImg8bit.png',
      'gtFine/val/lindau/lindau_000000_000019_gtFine_labelIds.png',
    ])
    expect(problemsOf(await walk(root, 'cityscapes'))).toEqual([
      'label-missing leftImg8bit/train/aachen',
      'label-missing leftImg8bit/val/lindau/lindau_000001_000019_leftImg8bit.png',
    ])
  })

  it('is read where downloads were unpacked into folders of their own', async () => {
    const root = writeTree(temporary('unpacked'), [
      'leftImg8bit_trainvaltest/leftImg8bit/train/aachen/aachen_000000_000019_leftImg8bit.png',
      'leftImg8bit_trainextra/leftImg8bit/train_extra/erlangen/erlangen_000000_000000_leftImg8bit.png',
      'gtFine_trainvaltest/gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png',
      'gtCoarse/train/aachen/aachen_000000_000019_gtCoarse_labelIds.png',
      'gtCoarse/train_extra/erlangen/erlangen_000000_000000_gtCoarse_labelIds.png',
    ])
    const walked = await walk(root, 'cityscapes')
    expect(walked.images.map(({ label }) => label?.path)).toEqual([
      'gtFine_trainvaltest/gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png',
      'gtCoarse/train_extra/erlangen/erlangen_000000_000000_gtCoarse_labelIds.png',
    ])
    expect(walked.problems).toEqual([])
  })

  it('tells a frame that is in two splits, for official tools pair by its name', async () => {
    const frame = 'aachen_000000_000019'
    const root = writeTree(temporary('twice'), [
      `leftImg8bit/train/aachen/${frame}_leftImg8bit.png`,
      `leftImg8bit/val/aachen/${frame}_leftImg8bit.png`,
      `gtFine/train/aachen/${frame}_gtFine_labelIds.png`,
      `gtFine/val/aachen/${frame}_gtFine_labelIds.png`,
    ])
    expect(problemsOf(await walk(root, 'cityscapes'))).toEqual([
      `duplicate-name leftImg8bit/val/aachen/${frame}_leftImg8bit.png`,
    ])
  })

  it("reads the condition from the cities of Weatherglass' own exports, else takes the given one", async () => {
    const root = writeTree(temporary('export'), [
      'leftImg8bit/train/gtanight/gtanight_000001_000002_leftImg8bit.png',
      'leftImg8bit/train/other/other_000001_000002_leftImg8bit.png',
    ])
    const conditions = (await walk(root, 'cityscapes', { condition: 'snow' })).images.map(({ condition }) => condition)
    expect(conditions).toEqual(['night', 'snow'])
  })

  it('keeps images whose names are not the usual ones', async () => {
    const root = writeTree(temporary('odd'), [
      'leftImg8bit/train/first picture.jpg',
      'gtFine/train/first picture_gtFine_labelIds.png',
    ])
    const walked = await walk(root, 'cityscapes')
    expect(walked.images[0]).toMatchObject({ sequence: null, frame: 'first picture', label: { encoding: 'labelIds' } })
  })
})
