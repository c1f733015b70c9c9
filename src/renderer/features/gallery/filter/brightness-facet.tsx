import { LUMINANCE_BINS } from '../../../../shared/gallery.ts'
import { RangeField, type Range } from '../../../ui/filters/range-field.tsx'
import type { FacetProps } from './facet-props.ts'
import { withPart } from './filter-parts.ts'
import styles from './filter.module.css'

const FULL: Range = [0, 100]

/** How bright pictures are on average, in percent of white, as a histogram with its range. */
export function BrightnessFacet({ filter, onFilter, counts }: FacetProps) {
  const { luminance } = filter
  const range: Range = luminance ? [percent(luminance.min), percent(luminance.max)] : FULL
  const choose = ([low, high]: Range) => {
    const isAll = low === FULL[0] && high === FULL[1]
    onFilter(withPart(filter, 'luminance', isAll ? undefined : { min: low * 2.55, max: Math.min(255, high * 2.55) }))
  }
  return (
    <RangeField
      name="Brightness"
      label="Mean of a picture"
      unit="%"
      value={range}
      onChange={choose}
      min={0}
      max={100}
      step={1}
      histogram={<Histogram counts={counts?.luminance ?? []} />}
    />
  )
}

const percent = (luminance: number): number => Math.round(luminance / 2.55)

/** All bars in one path. */
function Histogram({ counts }: { counts: readonly number[] }) {
  const highest = Math.max(1, ...counts)
  const bars = counts.map((count, bin) => {
    const height = count === 0 ? 0 : Math.max(1, (count / highest) * 36)
    return `M${bin * 7} 36v${-height}h6v${height}z`
  })
  return (
    <svg
      className={styles.histogram}
      viewBox={`0 0 ${LUMINANCE_BINS * 7 - 1} 36`}
      preserveAspectRatio="none"
      aria-hidden
    >
      <path d={bars.join('')} />
    </svg>
  )
}
