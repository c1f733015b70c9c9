/**
 * The Cityscapes label table (cityscapesScripts, `helpers/labels.py`), which GTA5 and ACDC share: label ids 0-33 and -1,
 * their 19 evaluation classes (train ids) and their colours.
 */

/** One of the 19 evaluation classes. */
export type TrainId = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18

/** The value of a pixel that belongs to no evaluation class ("ignore"). */
export const VOID = 255
export type Void = typeof VOID

export type Colour = readonly [red: number, green: number, blue: number]

export interface Label {
  /** The value in `labelIds` PNGs and in GTA5's palette PNGs; -1 (license plate) is in neither. */
  readonly id: number
  readonly name: string
  readonly trainId: TrainId | Void
  readonly colour: Colour
  readonly hasInstances: boolean
}

const label = (id: number, name: string, trainId: TrainId | Void, colour: Colour, hasInstances = false): Label => ({
  id,
  name,
  trainId,
  colour,
  hasInstances,
})

/** Every label, in the order of the ids; license plate (-1) last, so that its colour resolves to car, whose colour it has. */
export const labels: readonly Label[] = [
  label(0, 'unlabeled', VOID, [0, 0, 0]),
  label(1, 'ego vehicle', VOID, [0, 0, 0]),
  label(2, 'rectification border', VOID, [0, 0, 0]),
  label(3, 'out of roi', VOID, [0, 0, 0]),
  label(4, 'static', VOID, [0, 0, 0]),
  label(5, 'dynamic', VOID, [111, 74, 0]),
  label(6, 'ground', VOID, [81, 0, 81]),
  label(7, 'road', 0, [128, 64, 128]),
  label(8, 'sidewalk', 1, [244, 35, 232]),
  label(9, 'parking', VOID, [250, 170, 160]),
  label(10, 'rail track', VOID, [230, 150, 140]),
  label(11, 'building', 2, [70, 70, 70]),
  label(12, 'wall', 3, [102, 102, 156]),
  label(13, 'fence', 4, [190, 153, 153]),
  label(14, 'guard rail', VOID, [180, 165, 180]),
  label(15, 'bridge', VOID, [150, 100, 100]),
  label(16, 'tunnel', VOID, [150, 120, 90]),
  label(17, 'pole', 5, [153, 153, 153]),
  label(18, 'polegroup', VOID, [153, 153, 153]),
  label(19, 'traffic light', 6, [250, 170, 30]),
  label(20, 'traffic sign', 7, [220, 220, 0]),
  label(21, 'vegetation', 8, [107, 142, 35]),
  label(22, 'terrain', 9, [152, 251, 152]),
  label(23, 'sky', 10, [70, 130, 180]),
  label(24, 'person', 11, [220, 20, 60], true),
  label(25, 'rider', 12, [255, 0, 0], true),
  label(26, 'car', 13, [0, 0, 142], true),
  label(27, 'truck', 14, [0, 0, 70], true),
  label(28, 'bus', 15, [0, 60, 100], true),
  label(29, 'caravan', VOID, [0, 0, 90], true),
  label(30, 'trailer', VOID, [0, 0, 110], true),
  label(31, 'train', 16, [0, 80, 100], true),
  label(32, 'motorcycle', 17, [0, 0, 230], true),
  label(33, 'bicycle', 18, [119, 11, 32], true),
  label(-1, 'license plate', VOID, [0, 0, 142]),
]

/** The names of the 19 evaluation classes; the index is the train id. */
export const classNames = [
  'road',
  'sidewalk',
  'building',
  'wall',
  'fence',
  'pole',
  'traffic light',
  'traffic sign',
  'vegetation',
  'terrain',
  'sky',
  'person',
  'rider',
  'car',
  'truck',
  'bus',
  'train',
  'motorcycle',
  'bicycle',
] as const
export type ClassName = (typeof classNames)[number]

/** 0 to 18, for loops over the classes. */
export const trainIds: readonly TrainId[] = classNames.map((_, index) => index as TrainId)

export const isTrainId = (value: number): value is TrainId => Number.isInteger(value) && value >= 0 && value <= 18

export const trainIdOfClassName = (name: ClassName): TrainId => classNames.indexOf(name) as TrainId

const labelOfTrainId = trainIds.map((trainId) => {
  const found = labels.find((candidate) => candidate.trainId === trainId)
  if (!found) throw new Error(`the label table has no train id ${trainId}`)
  return found
})

/** The Cityscapes colours of the 19 evaluation classes; the index is the train id. */
export const classColours: readonly Colour[] = labelOfTrainId.map((found) => found.colour)

const trainIdsByLabelId = new Map(labels.map((entry) => [entry.id, entry.trainId]))

/** The train id of a Cityscapes label id; `VOID` for ids outside the evaluation and for values that are no label id. */
export const trainIdOfLabelId = (id: number): TrainId | Void => trainIdsByLabelId.get(id) ?? VOID

/** The Cityscapes label id of a train id, 0 ("unlabeled") for `VOID`. */
export const labelIdOfTrainId = (trainId: TrainId | Void): number =>
  trainId === VOID ? 0 : labelOfTrainId[trainId]!.id

const packed = (red: number, green: number, blue: number): number => (red << 16) | (green << 8) | blue

// The first label of a colour decides: pole before polegroup, car before license plate.
const labelsByColour = new Map<number, Label>()
for (const entry of labels) {
  const key = packed(...entry.colour)
  if (!labelsByColour.has(key)) labelsByColour.set(key, entry)
}

/** The label that has exactly this colour, or undefined: the colour is a blend or belongs to another palette. */
export const labelOfColour = (red: number, green: number, blue: number): Label | undefined =>
  labelsByColour.get(packed(red, green, blue))

/** The train id of exactly this Cityscapes colour; `VOID` for every other colour. */
export const trainIdOfColour = (red: number, green: number, blue: number): TrainId | Void =>
  labelOfColour(red, green, blue)?.trainId ?? VOID
