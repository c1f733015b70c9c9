import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import { classNames, trainIds, type ClassName, type TrainId } from '../../../../shared/labels.ts'
import type { ClassMap } from '../../../../shared/settings.ts'
import type { TunedClass } from '../../../../shared/tuning.ts'
import { ClassLabel } from '../../../ui/classes/class-chip.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { count, measure } from '../../../ui/format/numbers.ts'
import { sourceOf } from './class-map.ts'
import styles from './class-view.module.css'
import { statisticsDistance } from './statistics.ts'

interface ClassRowProps {
  readonly tunedClass: TunedClass
  readonly classMap: ClassMap
  /** Classes of the reference. */
  readonly present: readonly TrainId[]
  readonly isLit: boolean
  readonly onLit: (trainId: TrainId) => void
  readonly onChoose: (trainId: TrainId) => void
  readonly onSource: (source: ClassName | null) => void
}

const OFF = 'off'

const outcomes: Readonly<Record<TunedClass['outcome'], readonly ['good' | 'warning' | 'note', string]>> = {
  acted: ['good', 'restyled'],
  'no counterpart': ['warning', 'no counterpart'],
  'too small': ['warning', 'too small after erosion'],
  off: ['note', 'switched off'],
}

/** A class of the content: what became of it, and the class that it takes its appearance from, to choose. */
export function ClassRow({ tunedClass, classMap, present, isLit, onLit, onChoose, onSource }: ClassRowProps) {
  const { trainId, outcome, contentPixels, referencePixels } = tunedClass
  const name = classNames[trainId]
  const source = sourceOf(classMap, trainId)
  const options = trainIds.filter((id) => id === trainId || present.includes(id) || classNames[id] === source)
  const [state, words] = outcomes[outcome]
  return (
    <tr
      className={isLit ? styles.lit : undefined}
      onPointerEnter={() => onLit(trainId)}
      onClick={() => onChoose(trainId)}
    >
      <th scope="row">
        <ClassLabel trainId={trainId} />
      </th>
      <td>
        <Select
          className={styles.select}
          value={source ?? OFF}
          onFocus={() => {
            onLit(trainId)
            onChoose(trainId)
          }}
          onChange={({ target }) => onSource(classNames.find((each) => each === target.value) ?? null)}
          slotProps={{ input: { 'aria-label': `${name} takes its style from` } }}
        >
          {options.map((id) => (
            <MenuItem key={id} value={classNames[id]}>
              <ClassLabel trainId={id} />
            </MenuItem>
          ))}
          <MenuItem value={OFF}>off: keep its own style</MenuItem>
        </Select>
      </td>
      <td>
        <StateLabel state={state}>{words}</StateLabel>
      </td>
      <td className={`${styles.number} ${styles.second}`}>
        {pixelCount(contentPixels)} · {pixelCount(referencePixels)}
      </td>
      <td>
        <Way tunedClass={tunedClass} />
      </td>
    </tr>
  )
}

/** Soft masks count parts of pixels. */
const pixelCount = (pixels: number): string => (pixels > 0 && pixels < 0.5 ? '< 1' : count(pixels))

/** The distance before and after on one scale, as bars and as numbers. */
function Way({ tunedClass: { before, after, reference } }: { tunedClass: TunedClass }) {
  if (!before || !after || !reference) return <span className={styles.second}>–</span>
  const [from, to] = [statisticsDistance(before, reference), statisticsDistance(after, reference)]
  const full = Math.max(from, to) || 1
  return (
    <span className={styles.way}>
      <svg width="72" height="14" aria-hidden>
        <rect y="1" width={(72 * from) / full} height="5" rx="1" fill="var(--third)" />
        <rect y="8" width={(72 * to) / full} height="5" rx="1" fill="var(--accent)" />
      </svg>
      {measure(from)} → {measure(to)}
    </span>
  )
}
