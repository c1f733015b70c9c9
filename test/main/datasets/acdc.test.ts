import { describe, expect, it } from 'vitest'
import { imageAt, pairsOf, problemsOf, useTemporaryFolder, walk, writeTree } from './source-files.ts'

const temporary = useTemporaryFolder()

const labels = (stem: string, kinds = ['labelIds', 'labelTrainIds', 'labelColor', 'invIds', 'invGray']): string[] =>
  kinds.map((kind) => `${stem}_${kind}.png`)

describe('an ACDC tree', () => {
  it('tells condition, split, sequence and frame, and prefers the label in ids', async () => {
    const root = writeTree(temporary('plain'), [
      'rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png',
      ...labels('gt/fog/train/GOPR0475/GOPR0475_frame_000041_gt'),
      'rgb_anon/night/val/GP010376/GP010376_frame_000129_rgb_anon.png',
      ...labels('gt/night/val/GP010376/GP010376_frame_000129_gt', ['labelTrainIds', 'labelColor', 'invIds']),
      'rgb_anon/rain/val/GOPR0402/GOPR0402_frame_000001_rgb_anon.png',
      ...labels('gt/rain/val/GOPR0402/GOPR0402_frame_000001_gt', ['labelColor', 'invIds']),
    ])
    const walked = await walk(root, 'acdc')
    expect(pairsOf(walked)).toEqual([
      'rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png > gt/fog/train/GOPR0475/GOPR0475_frame_000041_gt_labelIds.png (labelIds)',
      'rgb_anon/night/val/GP010376/GP010376_frame_000129_rgb_anon.png > gt/night/val/GP010376/GP010376_frame_000129_gt_labelTrainIds.png (labelTrainIds)',
      'rgb_anon/rain/val/GOPR0402/GOPR0402_frame_000001_rgb_anon.png > gt/rain/val/GOPR0402/GOPR0402_frame_000001_gt_labelColor.png (colours)',
    ])
    expect(imageAt(walked, 'rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png')).toMatchObject({
      condition: 'fog',
      split: 'train',
      sequence: 'GOPR0475',
      frame: '000041',
    })
    expect(walked.problems).toEqual([])
  })

  it('takes references for clear, with the labels that half of them have', async () => {
    const root = writeTree(temporary('references'), [
      'rgb_anon/snow/train/GOPR0122/GOPR0122_frame_000161_rgb_anon.png',
      'gt/snow/train/GOPR0122/GOPR0122_frame_000161_gt_labelIds.png',
      'rgb_anon/snow/train_ref/GOPR0122/GOPR0122_frame_000161_rgb_ref_anon.png',
      'gt/snow/train_ref/GOPR0122/GOPR0122_frame_000161_gt_ref_labelTrainIds.png',
      'rgb_anon/snow/train_ref/GOPR0122/GOPR0122_frame_000200_rgb_ref_anon.png',
      'rgb_anon/snow/val_ref/GOPR0604/GOPR0604_frame_000001_rgb_ref_anon.png',
      'gt/snow/val_ref/GOPR0604/GOPR0604_frame_000001_gt_labelIds.png',
    ])
    const walked = await walk(root, 'acdc')
    expect(pairsOf(walked)).toEqual([
      'rgb_anon/snow/train/GOPR0122/GOPR0122_frame_000161_rgb_anon.png > gt/snow/train/GOPR0122/GOPR0122_frame_000161_gt_labelIds.png (labelIds)',
      'rgb_anon/snow/train_ref/GOPR0122/GOPR0122_frame_000161_rgb_ref_anon.png > gt/snow/train_ref/GOPR0122/GOPR0122_frame_000161_gt_ref_labelTrainIds.png (labelTrainIds)',
      'rgb_anon/snow/train_ref/GOPR0122/GOPR0122_frame_000200_rgb_ref_anon.png',
      'rgb_anon/snow/val_ref/GOPR0604/GOPR0604_frame_000001_rgb_ref_anon.png > gt/snow/val_ref/GOPR0604/GOPR0604_frame_000001_gt_labelIds.png (labelIds)',
    ])
    expect(walked.images.map(({ condition, split }) => [condition, split])).toEqual([
      ['snow', 'train'],
      ['clear', 'train'],
      ['clear', 'train'],
      ['clear', 'val'],
    ])
    expect(walked.problems).toEqual([])
  })

  it('promises labels for training and validation, not for test', async () => {
    const root = writeTree(temporary('unlabelled'), [
      'rgb_anon/fog/test/GOPR0475/GOPR0475_frame_000247_rgb_anon.png',
      'rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png',
      'rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000042_rgb_anon.png',
      'gt/fog/train/GOPR0475/GOPR0475_frame_000042_gt_labelIds.png',
      'rgb_anon/fog/val/GOPR0476/GOPR0476_frame_000854_rgb_anon.png',
      'gt/fog/val/',
    ])
    expect(problemsOf(await walk(root, 'acdc'))).toEqual([
      'label-missing rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png',
      'label-missing rgb_anon/fog/val/GOPR0476',
    ])
  })

  it('tells folders of labels without images by the topmost of them', async () => {
    const root = writeTree(temporary('images-missing'), [
      'rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png',
      'gt/fog/train/GOPR0475/GOPR0475_frame_000041_gt_labelIds.png',
      'gt/fog/train/GOPR0476/GOPR0476_frame_000041_gt_labelIds.png',
      'gt/night/train/GOPR0351/GOPR0351_frame_000159_gt_labelIds.png',
      'gt/night/val/GOPR0356/GOPR0356_frame_000159_gt_labelIds.png',
    ])
    const walked = await walk(root, 'acdc')
    expect(problemsOf(walked)).toEqual(['image-missing gt/night', 'image-missing gt/fog/train/GOPR0476'])
    expect(walked.problems[0]?.message).toBe(
      'The labels in gt/night have no images: expected the folder rgb_anon/night; copy it or remove them.',
    )
  })

  it('is read where downloads were unpacked into folders of their own', async () => {
    const root = writeTree(temporary('unpacked'), [
      'rgb_anon_trainvaltest/rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png',
      'rgb_anon_trainvaltest/rgb_anon/fog/train_ref/GOPR0475/GOPR0475_frame_000041_rgb_ref_anon.png',
      'gt_trainval/gt/fog/train/GOPR0475/GOPR0475_frame_000041_gt_labelIds.png',
      'gt_trainval_ref/fog/train_ref/GOPR0475/GOPR0475_frame_000041_gt_ref_labelIds.png',
    ])
    const walked = await walk(root, 'acdc')
    expect(walked.images.map(({ label }) => label?.path)).toEqual([
      'gt_trainval/gt/fog/train/GOPR0475/GOPR0475_frame_000041_gt_labelIds.png',
      'gt_trainval_ref/fog/train_ref/GOPR0475/GOPR0475_frame_000041_gt_ref_labelIds.png',
    ])
    expect(walked.problems).toEqual([])
  })
})

describe('a flattened ACDC tree', () => {
  const flat = [
    'rgb_anon/train/GOPR0475_frame_000041_rgb_anon.png',
    'rgb_anon/train/GP010376_frame_000129_rgb_anon.png',
    'rgb_anon/train/GP030176_frame_000001_rgb_anon.png',
    'rgb_anon/val/GOPR0402_frame_000001_rgb_anon.png',
    'gt/train/GOPR0475_frame_000041_gt_labelTrainIds.png',
    'gt/train/GP010376_frame_000129_gt_labelTrainIds.png',
    'gt/train/GP030176_frame_000001_gt_labelTrainIds.png',
    'gt/val/GOPR0402_frame_000001_gt_labelTrainIds.png',
  ]

  it("tells the condition by ACDC's recordings", async () => {
    const walked = await walk(writeTree(temporary('flat'), flat), 'acdc')
    expect(walked.images.map(({ condition, split, sequence }) => [condition, split, sequence])).toEqual([
      ['fog', 'train', 'GOPR0475'],
      ['night', 'train', 'GP010376'],
      ['snow', 'train', 'GP030176'],
      ['rain', 'val', 'GOPR0402'],
    ])
    expect(walked.images.every(({ label }) => label?.encoding === 'labelTrainIds')).toBe(true)
    expect([...walked.problems, ...walked.notices]).toEqual([])
  })

  it('takes what is given for recordings that ACDC does not have, and says so where nothing is given', async () => {
    const root = writeTree(temporary('flat-unknown'), [
      'rgb_anon/train/GOPR9999_frame_000041_rgb_anon.png',
      'rgb_anon/train/GOPR0475_frame_000041_rgb_anon.png',
      'gt/',
    ])
    const given = await walk(root, 'acdc', { condition: 'rain' })
    expect(given.images.map(({ condition }) => condition)).toEqual(['fog', 'rain'])
    expect(given.notices).toEqual([])
    const guessed = await walk(root, 'acdc')
    expect(guessed.images.map(({ condition }) => condition)).toEqual(['fog', 'clear'])
    expect(guessed.notices).toEqual([
      'Images such as GOPR9999_frame_000041_rgb_anon.png (1 in all) are in no folder of a condition and of no recording that ' +
        'ACDC lists; they were taken for clear: index them again with their condition given.',
    ])
  })

  it('is left out where it only repeats the folders by condition', async () => {
    const root = writeTree(temporary('flat-copy'), [
      ...flat,
      'rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png',
      'gt/fog/train/GOPR0475/GOPR0475_frame_000041_gt_labelIds.png',
    ])
    const walked = await walk(root, 'acdc')
    expect(walked.images).toHaveLength(1)
    expect(walked.problems).toEqual([])
    expect(walked.notices).toEqual([
      'Folders left out, for they repeat the images of the folders by condition beside them: train, val.',
    ])
  })

  it('may have its conditions below its splits, or no folders of sequences', async () => {
    const root = writeTree(temporary('swapped'), [
      'rgb_anon/train/night/GOPR9351/GOPR9351_frame_000159_rgb_anon.png',
      'rgb_anon/rain/val/GOPR9402_frame_000001_rgb_anon.png',
      'gt/rain/val/GOPR9402_frame_000001_gt_labelIds.png',
    ])
    const walked = await walk(root, 'acdc')
    expect(walked.images.map(({ condition, split }) => [condition, split])).toEqual([
      ['rain', 'val'],
      ['night', 'train'],
    ])
    expect(walked.notices).toEqual([])
  })
})
