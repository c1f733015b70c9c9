import { classNames, type ClassName, type TrainId } from '../../../../shared/labels.ts'
import type { ClassMap } from '../../../../shared/settings.ts'

/** Where a class of the content takes its appearance from: null is nowhere. */
export const sourceOf = (classMap: ClassMap, trainId: TrainId): ClassName | null => {
  const name = classNames[trainId]
  const mapped = classMap[name]
  return mapped === undefined ? name : mapped
}

/** The map with another source for a class; its own one needs no entry. */
export function withSource(classMap: ClassMap, trainId: TrainId, source: ClassName | null): ClassMap {
  const name = classNames[trainId]
  const others = Object.entries(classMap).filter(([each]) => each !== name)
  return Object.fromEntries(source === name ? others : [...others, [name, source]])
}
