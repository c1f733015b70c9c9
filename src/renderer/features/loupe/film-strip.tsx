import { useState } from 'react'
import { thumbnailUrl } from '../../api.ts'
import { useElementSize } from '../gallery/grid/use-element-size.ts'
import { shortName } from '../gallery/picture-words.ts'
import styles from './film-strip.module.css'
import type { Stepping } from './stepping.ts'

const WIDTH = 140
const GAP = 6

/** The pictures around the one that is looked at. */
export function FilmStrip({ index, total, rowAt, go }: Stepping) {
  const [strip, setStrip] = useState<HTMLElement | null>(null)
  const size = useElementSize(strip)
  const room = Math.max(1, Math.floor(((size?.width ?? 0) - 24 + GAP) / (WIDTH + GAP)))
  const first = firstOf(index ?? 0, room, total ?? 0)
  const places = Array.from({ length: Math.min(room, total ?? 0) }, (_, place) => first + place)
  return (
    <nav ref={setStrip} className={styles.strip} aria-label="Pictures around it">
      {size &&
        places.map((place) => {
          const row = rowAt(place)
          return (
            <button
              key={place}
              type="button"
              className={styles.frame}
              aria-current={place === index}
              aria-label={row ? shortName(row.path) : 'Not read yet'}
              tabIndex={-1}
              onClick={() => go(place)}
            >
              {row?.thumbnail && <img className={styles.picture} src={thumbnailUrl(row.id)} alt="" draggable={false} />}
            </button>
          )
        })}
    </nav>
  )
}

/** The picture is in the middle, except near the ends of the list. */
const firstOf = (index: number, room: number, total: number): number =>
  Math.max(0, Math.min(index - Math.floor(room / 2), total - room))
