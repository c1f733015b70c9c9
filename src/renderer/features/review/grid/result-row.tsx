import { memo, useState } from 'react'
import type { ReviewRow, ReviewSort } from '../../../../shared/review.ts'
import { resultRowUrl, rowUrl } from '../../../api.ts'
import { GAP, type GridGeometry } from '../../gallery/grid/geometry.ts'
import gridStyles from '../../gallery/grid/grid.module.css'
import { rowSprite, spriteLook } from '../../gallery/grid/row-sprite.ts'
import { shortName } from '../../gallery/picture-words.ts'
import { resultInWords, sortedValue } from '../review-words.ts'
import { ResultSign } from '../verdict-sign.tsx'
import styles from './result-grid.module.css'

interface ResultRowProps {
  /** From 0. */
  readonly row: number
  /** Undefined where a result is not there yet. */
  readonly results: readonly (ReviewRow | undefined)[]
  readonly geometry: GridGeometry
  /** Pixels below the upper edge of the grid. */
  readonly top: number
  /** The grid races: a row that was not drawn yet stays boxes. */
  readonly isFast: boolean
  readonly sort: ReviewSort
  readonly selected: ReadonlySet<number>
  /** The place that keys act on. */
  readonly cursor: number | null
}

/** A row of results, as boxes of the same size until they are known and the grid is slow enough to see them. */
export const ResultRow = memo(function ResultRow(props: ResultRowProps) {
  const { row, results, geometry, top, isFast, sort, selected, cursor } = props
  const [wasDrawn, setWasDrawn] = useState(false)
  const known = areKnown(results) ? results : null
  const isDrawn = known !== null && (wasDrawn || !isFast)
  if (isDrawn && !wasDrawn) setWasDrawn(true)

  const transform = `translateY(${top}px)`
  if (!isDrawn) {
    const width = results.length * (geometry.width + GAP) - GAP
    return <div className={gridStyles.boxes} style={{ transform, width }} role="row" aria-rowindex={row + 1} />
  }
  const sheet = sheetOf(known, geometry)
  return (
    <div className={gridStyles.row} style={{ transform }} role="row" aria-rowindex={row + 1}>
      {known.map((result, column) => {
        const index = row * geometry.columns + column
        return (
          <Cell
            key={column}
            {...{ result, index, column }}
            look={sheet && spriteLook(sheet.sprite, sheet.urlOf, pictureOf(result), geometry)}
            detail={sortedValue(result, sort)}
            isSelected={selected.has(result.id)}
            isFocused={cursor === index}
          />
        )
      })}
    </div>
  )
}, haveSameContents)

/** The results of a list are asked for anew at every drawing; they are the same objects unless they changed. */
function haveSameContents(before: ResultRowProps, after: ResultRowProps): boolean {
  const names = ['row', 'geometry', 'top', 'isFast', 'sort', 'selected', 'cursor'] as const
  return (
    names.every((name) => before[name] === after[name]) &&
    before.results.length === after.results.length &&
    before.results.every((result, column) => result === after.results[column])
  )
}

const areKnown = (results: readonly (ReviewRow | undefined)[]): results is readonly ReviewRow[] =>
  results.every((result) => result !== undefined)

/** A transfer that failed shows what it was to be made of. */
const pictureOf = ({ id, content, hasOutput }: ReviewRow): number => (hasOutput ? id : (content ?? 0))

/** The pictures of a row as one: results, or the contents of transfers that failed, which no list has besides results. */
function sheetOf(results: readonly ReviewRow[], geometry: GridGeometry) {
  const hasResults = results.some(({ hasOutput }) => hasOutput)
  const pictures = results.map((result) => ({
    id: pictureOf(result),
    thumbnail: hasResults ? result.hasOutput : result.content !== null,
  }))
  const sprite = rowSprite(pictures, geometry, window.devicePixelRatio)
  return sprite && { sprite, urlOf: hasResults ? resultRowUrl : rowUrl }
}

/** The address of a row's pictures; undefined where not all of it is known or nothing is to be seen. */
export function resultsUrl(results: readonly (ReviewRow | undefined)[], geometry: GridGeometry): string | undefined {
  const sheet = areKnown(results) ? sheetOf(results, geometry) : null
  return sheet?.urlOf(sheet.sprite.images, sheet.sprite.width, sheet.sprite.height)
}

interface CellProps {
  readonly result: ReviewRow
  readonly index: number
  readonly column: number
  /** Its part of the row's pictures; null where there is none. */
  readonly look: React.CSSProperties | null
  readonly detail: string | undefined
  readonly isSelected: boolean
  readonly isFocused: boolean
}

/** As few elements as can be, for a hundred of them are in view; what the style sheet draws is said by the name of the cell. */
function Cell({ result, index, column, look, detail, isSelected, isFocused }: CellProps) {
  const states = [
    detail !== undefined && styles.detailed,
    result.verdict === 'reject' && styles.rejected,
    result.state === 'failed' && styles.failed,
    isSelected && gridStyles.selected,
    isFocused && gridStyles.focused,
  ]
  return (
    <div
      id={cellId(index)}
      className={[gridStyles.cell, styles.cell, ...states].filter(Boolean).join(' ')}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={isSelected}
      aria-label={resultInWords(result, detail)}
      title={result.error?.message}
      data-index={index}
    >
      <span className={gridStyles.picture} style={look ?? {}} data-condition={result.condition} data-detail="" />
      {result.parent !== null && <span className={styles.further}>further try</span>}
      {shortName(result.contentName)}{' '}
      <span className={styles.said}>
        {detail} <ResultSign row={result} />
      </span>
    </div>
  )
}

/** What `aria-activedescendant` names. */
export const cellId = (index: number): string => `result-${index}`
