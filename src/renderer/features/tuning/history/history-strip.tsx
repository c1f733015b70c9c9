import StarIcon from '@mui/icons-material/StarRounded'
import UnstarredIcon from '@mui/icons-material/StarOutlineRounded'
import BackIcon from '@mui/icons-material/ChevronLeft'
import ForthIcon from '@mui/icons-material/ChevronRight'
import IconButton from '@mui/material/IconButton'
import type { PastPreview } from '../../../../shared/tuning.ts'
import { resultUrl } from '../../../api/preview-media.ts'
import type { Tuning } from '../use-tuning.ts'
import { captionsOf } from './captions.ts'
import styles from './history-strip.module.css'
import { useHistory } from './use-history.ts'

/** Earlier previews of this pair, the newest first; choosing one brings its settings back. */
export function HistoryStrip({ tuning }: { tuning: Tuning }) {
  const { history, shown } = tuning
  const { choose, step, star } = useHistory(tuning)
  if (history.length === 0) return null
  const captions = captionsOf(history.map(({ settings }) => settings))
  const index = history.findIndex(({ preview }) => preview === shown?.preview)
  return (
    <section className={styles.strip} aria-label="Earlier previews of this pair">
      <div className={styles.head}>
        <h2 className={styles.title}>Earlier previews of this pair</h2>
        <IconButton aria-label="Newer preview" title="Newer ( [ )" disabled={index <= 0} onClick={() => step(-1)}>
          <BackIcon />
        </IconButton>
        <IconButton
          aria-label="Older preview"
          title="Older ( ] )"
          disabled={index >= history.length - 1}
          onClick={() => step(1)}
        >
          <ForthIcon />
        </IconButton>
      </div>
      <div className={styles.list}>
        {history.map((past, at) => (
          <Past
            key={past.preview}
            {...{ past, choose }}
            star={(each) => void star(each)}
            caption={captions[at]!}
            isShown={past.preview === shown?.preview}
          />
        ))}
      </div>
    </section>
  )
}

interface PastProps {
  readonly past: PastPreview
  readonly caption: string
  readonly isShown: boolean
  readonly choose: (past: PastPreview) => void
  readonly star: (past: PastPreview) => void
}

function Past({ past, caption, isShown, choose, star }: PastProps) {
  const { preview, starred, settings } = past
  const [height, width] = settings.size
  return (
    <div className={styles.item}>
      <button
        type="button"
        className={styles.choose}
        aria-pressed={isShown}
        title={caption}
        onClick={() => choose(past)}
      >
        <img src={resultUrl(preview)} alt="" style={{ aspectRatio: width / height }} draggable={false} />
        <span>{caption}</span>
      </button>
      <IconButton
        className={styles.star}
        aria-label={`Keep ${caption}`}
        aria-pressed={starred}
        title={starred ? 'Starred: it is kept' : 'Star it, so that it is kept'}
        onClick={() => star(past)}
      >
        {starred ? <StarIcon /> : <UnstarredIcon />}
      </IconButton>
    </div>
  )
}
