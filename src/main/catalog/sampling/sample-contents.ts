import { UsageError } from '../../../shared/errors.ts'
import type { ClassPixelTable } from './class-pixels.ts'
import type { ContentSample, SamplingOptions, SamplingStrategy } from './content-sample.ts'
import { rareClassSample } from './rare-class-sample.ts'
import { seededIndex } from './seeded-draws.ts'

/**
 * Chooses `perReference` contents for each of the references (README, "Sampling"). The same contents in the same
 * order, options and seed give the same sample.
 *
 * @throws UsageError where an option is out of its range or the set holds too few contents
 */
export function sampleContents(
  strategy: SamplingStrategy,
  contents: ClassPixelTable,
  options: SamplingOptions,
): ContentSample {
  checkOptions(options)
  if (contents.imageIds.length === 0) {
    throw new UsageError('The content set is empty, so there is nothing to sample; choose images with a label.')
  }
  switch (strategy) {
    case 'ordered':
      return inOrder(contents, options, (reference, position) => reference * options.perReference + position)
    case 'ordered-repeat':
      return inOrder(contents, options, (_, position) => position)
    case 'uniform':
      return uniform(contents, options)
    case 'rcs':
      return rareClassSample(contents, options)
  }
}

function checkOptions({ references, perReference, seed }: SamplingOptions): void {
  for (const [name, value] of [
    ['number of references', references],
    ['number of contents per reference', perReference],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new UsageError(`The ${name} must be an integer above 0 but is ${value}.`)
    }
  }
  if (!Number.isSafeInteger(seed)) throw new UsageError(`The seed must be an integer but is ${seed}.`)
}

function inOrder(
  { imageIds }: ClassPixelTable,
  { references, perReference }: SamplingOptions,
  indexOf: (reference: number, position: number) => number,
): ContentSample {
  const needed = indexOf(references - 1, perReference - 1) + 1
  requireContents(needed, imageIds.length, references)
  return pairUp(references, perReference, (reference, position) => imageIds[indexOf(reference, position)]!)
}

/** A shuffle by Fisher and Yates, stopped after the contents that are needed. */
function uniform({ imageIds }: ClassPixelTable, { references, perReference, seed }: SamplingOptions): ContentSample {
  const needed = references * perReference
  requireContents(needed, imageIds.length, references)
  const shuffled = [...imageIds]
  for (let i = 0; i < needed; i++) {
    const other = i + seededIndex(shuffled.length - i, seed, 'uniform', i)
    ;[shuffled[i], shuffled[other]] = [shuffled[other]!, shuffled[i]!]
  }
  return pairUp(references, perReference, (reference, position) => shuffled[reference * perReference + position]!)
}

function requireContents(needed: number, available: number, references: number): void {
  if (needed <= available) return
  const remedy =
    needed > references && Math.floor(available / references) > 0
      ? `take at most ${Math.floor(available / references)} per reference, or choose ordered-repeat`
      : 'choose more contents or fewer references'
  throw new UsageError(`${needed} different contents are needed but the set has ${available}; ${remedy}.`)
}

function pairUp(
  references: number,
  perReference: number,
  imageIdOf: (reference: number, position: number) => number,
): ContentSample {
  const pairs = Array.from({ length: references * perReference }, (_, index) => {
    const reference = Math.floor(index / perReference)
    return { reference, imageId: imageIdOf(reference, index % perReference) }
  })
  return { pairs, classesLeftOut: [] }
}
