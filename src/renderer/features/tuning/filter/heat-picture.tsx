import { imageUrl } from '../../../api.ts'
import { seenUrl } from '../../../api/preview-media.ts'
import type { Tuning } from '../use-tuning.ts'
import { HeatCanvas, MaskCanvas } from './canvases.tsx'
import styles from './filter-view.module.css'
import type { DraggedShare } from './dragged-share.ts'
import { PictureBox, SourcePicture } from './picture-box.tsx'
import type { Kept, Places } from './places.ts'
import type { Link } from './use-link.ts'

/** What lies over the content. */
export type Shown = 'similarity' | 'kept' | 'both'

export interface Layers {
  readonly shown: Shown
  /** Held: nothing lies over it. */
  readonly isBare: boolean
}

interface HeatPictureProps extends Pick<Link, 'sentence' | 'handlers'> {
  readonly boxRef: (box: HTMLElement | null) => void
  readonly tuning: Tuning
  readonly places: Places | null
  readonly kept: Kept | null
  readonly dragged: DraggedShare
  /** [places], 1 where nothing is dimmed; null: nowhere. */
  readonly lit: Uint8Array | null
  readonly layers: Layers
}

const captions: Readonly<Record<Shown, string>> = {
  similarity: 'Content: similarity',
  kept: 'Content: kept regions hatched',
  both: 'Content: similarity, kept regions hatched',
}

/** The content under the heat map of its similarities and the hatch of what is kept. */
export function HeatPicture({
  boxRef,
  tuning,
  places,
  kept,
  dragged,
  lit,
  layers,
  sentence,
  handlers,
}: HeatPictureProps) {
  const { shown, isBare } = layers
  const { pair, tuned } = tuning
  const preview = tuning.shown?.preview
  const isOver = places !== null && kept !== null && !isBare
  const hasHeat = isOver && shown !== 'kept'
  const caption = isOver ? captions[shown] : 'Content'
  return (
    <PictureBox
      ref={boxRef}
      caption={caption}
      ratio={tuned.settings.size[1] / tuned.settings.size[0]}
      className={places ? styles.pointable! : ''}
      role="group"
      tabIndex={0}
      aria-label={`${caption}. Arrows go from place to place, Escape ends it.`}
      {...handlers}
    >
      <SourcePicture
        className={hasHeat ? styles.grey : undefined}
        src={preview === undefined ? imageUrl(pair.content) : seenUrl(preview, 'content')}
        alt="Content"
      />
      {hasHeat && <HeatCanvas className={styles.heat} places={places} />}
      {isOver && <MaskCanvas {...{ places, lit, dragged }} mask={shown === 'similarity' ? null : kept.mask} />}
      <span className={styles.unseen} role="status">
        {sentence}
      </span>
    </PictureBox>
  )
}
