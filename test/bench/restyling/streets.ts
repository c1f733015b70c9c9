import type { RgbImage } from '../../../src/main/imaging/image.ts'
import type { LabelMap } from '../../../src/main/imaging/labels.ts'
import { createScene, drawScene, type Scene } from '../../../src/main/scenes/scene.ts'
import type { Condition } from '../../../src/shared/conditions.ts'
import type { LabelledPicture } from './restyle.ts'

export type Adverse = Exclude<Condition, 'clear'>
export const adverse: readonly Adverse[] = ['fog', 'night', 'rain', 'snow']

/** Content i and its reference in a condition are other streets: seed and seed + offset. */
const offsets: Record<Adverse, number> = { fog: 1000, night: 2000, rain: 3000, snow: 4000 }

export const referenceSeed = (contentSeed: number, condition: Adverse): number => contentSeed + offsets[condition]

/** One street by day, the same street in each condition, and another street in each condition as the style reference. */
export class Streets {
  readonly content: LabelledPicture
  private readonly scene: Scene
  private readonly references = new Map<Adverse, LabelledPicture>()

  constructor(seed: number, [height, width]: readonly [number, number]) {
    this.scene = createScene(seed, { width, height })
    this.content = labelled(this.scene, 'clear')
  }

  /** Drawn once. */
  reference(condition: Adverse): LabelledPicture {
    const { seed, width, height } = this.scene
    const reference =
      this.references.get(condition) ??
      labelled(createScene(referenceSeed(seed, condition), { width, height }), condition)
    this.references.set(condition, reference)
    return reference
  }

  /** What a perfect transfer would give. */
  truth(condition: Adverse): RgbImage {
    return drawScene(this.scene, condition)
  }
}

function labelled(scene: Scene, condition: Condition): LabelledPicture {
  const { width, height, labelIds, trainIds, seed } = scene
  const label: LabelMap = {
    file: `street ${seed}`,
    width,
    height,
    encoding: 'labelIds',
    stored: labelIds,
    trainIds,
  }
  return { image: drawScene(scene, condition), label, imageSize: { width, height } }
}
