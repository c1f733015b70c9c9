import { useState } from 'react'
import type { ReviewRow } from '../../../../shared/review.ts'
import { resultThumbnailUrl, thumbnailUrl } from '../../../api.ts'
import { useElementSize } from '../../gallery/grid/use-element-size.ts'
import type { ReviewList } from '../list/review-list.ts'
import { resultInWords } from '../review-words.ts'
import { ResultSign } from '../verdict-sign.tsx'
import styles from './film.module.css'

interface FilmProps {
  readonly list: ReviewList
  readonly index: number
  readonly total: number
  readonly onGo: (index: number) => void
}

const WIDTH = 104
const GAP = 6
const MARGIN = 12

/** The results around the one that is judged, each with its verdict. */
export function Film({ list, index, total, onGo }: FilmProps) {
  const [strip, setStrip] = useState<HTMLElement | null>(null)
  const size = useElementSize(strip)
  const room = Math.max(1, Math.floor(((size?.width ?? 0) - 2 * MARGIN + GAP) / (WIDTH + GAP)))
  const first = Math.max(0, Math.min(index - Math.floor(room / 2), total - room))
  const places = Array.from({ length: Math.min(room, total) }, (_, place) => first + place)
  return (
    <nav ref={setStrip} className={styles.strip} aria-label="Results around it">
      {size &&
        places.map((place) => {
          const row = list.at(place)
          const isNow = place === index
          return (
            <button
              key={place}
              type="button"
              className={styles.frame}
              aria-current={isNow}
              aria-label={row ? resultInWords(row) : 'Not read yet'}
              tabIndex={-1}
              onClick={() => onGo(place)}
            >
              <span className={styles.box}>{row && <Picture row={row} />}</span>
              {row && <ResultSign row={row} />}
            </button>
          )
        })}
    </nav>
  )
}

/** The result; of a transfer that failed its content, faintly. */
function Picture({ row: { id, hasOutput, content } }: { row: ReviewRow }) {
  if (!hasOutput && content === null) return null
  return (
    <img
      className={hasOutput ? styles.picture : `${styles.picture} ${styles.faint}`}
      src={hasOutput ? resultThumbnailUrl(id) : thumbnailUrl(content!)}
      alt=""
      draggable={false}
    />
  )
}
