import type { Condition } from '../../../shared/conditions.ts'

/**
 * The recordings of ACDC (Sakaridis et al., ICCV 2021) by condition: the last four digits of a sequence's name, which the
 * chapters of one GoPro recording share (`GOPR0475`, `GP010475`). No recording is in two conditions. As listed for training
 * and validation by naver/oasis (`ACDC_img_per_folder.pkl`), for test by the BRAVO challenge.
 */
const recordings: Partial<Record<Condition, readonly number[]>> = {
  fog: [475, 476, 477, 478, 479, 480],
  night: [351, 355, 356, 364, 376, 397, 594],
  rain: [400, 402, 571, 572, 573],
  snow: [122, 176, 494, 496, 604, 605, 606, 607],
}
const conditionOfRecording = new Map(
  Object.entries(recordings).flatMap(([condition, numbers]) =>
    numbers.map((number) => [number, condition as Condition] as const),
  ),
)

/** The condition of an ACDC sequence by its name, `GOPR0475` or `GP010475`; null for one that ACDC does not have. */
export function conditionOfSequence(sequence: string): Condition | null {
  const number = /^(?:GOPR|GP\d\d)(\d{4})$/.exec(sequence)?.[1]
  return conditionOfRecording.get(Number(number)) ?? null
}
