import type { DatasetFacts } from '../dataset.ts'

/**
 * A base config for mmsegmentation 1.x (`_base_ = ['.../mmsegmentation.py']`): Cityscapes' classes and names, the dataset's own folder, and
 * the scale of its pictures.
 */
export function mmsegmentationConfig({ pairs, options }: DatasetFacts): string {
  const sizes = [...new Set(pairs.map(({ width, height }) => `${width}, ${height}`))]
  const [scale] = sizes
  const extension = options.image.format === 'png' ? 'png' : 'jpg'
  const hasVal = pairs.some(({ split }) => split === 'val')
  const dataset = (split: string): string => `dict(
    type='CityscapesDataset',
    data_root=data_root,
    data_prefix=dict(img_path='leftImg8bit/${split}', seg_map_path='gtFine/${split}'),
    img_suffix='_leftImg8bit.${extension}',
    seg_map_suffix='_gtFine_labelTrainIds.png',
    reduce_zero_label=False,
    pipeline=${split}_pipeline)`
  const note =
    sizes.length === 1
      ? `# All pictures have (width, height) = (${scale}).`
      : `# Pictures have several sizes, (width, height): ${sizes.map((size) => `(${size})`).join(', ')}.`
  return `# Written by Weatherglass. mmsegmentation 1.x reads it as a base config; set data_root to where the dataset lies.
${note}
data_root = '.'
scale = (${scale})
crop_size = (${cropOf(pairs)})

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='LoadAnnotations'),
    dict(type='RandomResize', scale=scale, ratio_range=(0.5, 2.0), keep_ratio=True),
    dict(type='RandomCrop', crop_size=crop_size, cat_max_ratio=0.75),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackSegInputs'),
]
val_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', scale=scale, keep_ratio=True),
    dict(type='LoadAnnotations'),
    dict(type='PackSegInputs'),
]

train_dataloader = dict(
  batch_size=2,
  num_workers=2,
  persistent_workers=True,
  sampler=dict(type='InfiniteSampler', shuffle=True),
  dataset=${dataset('train')})
${
  hasVal
    ? `val_dataloader = dict(
  batch_size=1,
  num_workers=2,
  persistent_workers=True,
  sampler=dict(type='DefaultSampler', shuffle=False),
  dataset=${dataset('val')})
val_evaluator = dict(type='IoUMetric', iou_metrics=['mIoU'])
`
    : '# There is no val split: give one of real pictures.\n'
}`
}

/** [height, width]: at most 512 a side, as the published models are trained. */
function cropOf(pairs: DatasetFacts['pairs']): string {
  const side = (of: (pair: DatasetFacts['pairs'][number]) => number): number => Math.min(512, ...pairs.map(of))
  return `${side(({ height }) => height)}, ${side(({ width }) => width)}`
}
