import BeforeIcon from '@mui/icons-material/ChevronLeftRounded'
import NextIcon from '@mui/icons-material/ChevronRightRounded'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useCallback } from 'react'
import type { ImageDetail, ListedProblem } from '../../../../shared/gallery.ts'
import { api, imageUrl } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { pixels } from '../../../ui/format/numbers.ts'
import { Pane } from '../../../ui/layout/pane.tsx'
import { LabelPicture } from './label-picture.tsx'
import { adviceFor, fileName } from './problem-words.ts'
import styles from './problem-pane.module.css'
import { ShownPicture } from './shown-picture.tsx'

interface ProblemPaneProps {
  readonly problem: ListedProblem
  readonly source: string
  readonly onBefore: (() => void) | undefined
  readonly onNext: (() => void) | undefined
}

/** A problem looked at: the picture and its label, what is wrong, and what to do. */
export function ProblemPane({ problem, source, onBefore, onNext }: ProblemPaneProps) {
  const { go } = useNavigation()
  const { image } = problem
  const advice = adviceFor(problem.problem)
  return (
    <Pane name="The problem" side="right" width={368}>
      <div className={styles.pane}>
        <header className={styles.head}>
          <h2 className={styles.title} title={problem.path}>
            <strong>{fileName(problem.path)}</strong> <span className={styles.source}>{source}</span>
          </h2>
          <IconButton aria-label="Problem before" title="Problem before" disabled={!onBefore} onClick={onBefore}>
            <BeforeIcon />
          </IconButton>
          <IconButton aria-label="Next problem" title="Next problem" disabled={!onNext} onClick={onNext}>
            <NextIcon />
          </IconButton>
        </header>
        {image !== null && <PicturePair image={image} />}
        <p>{problem.message}</p>
        {advice && <p className={styles.advice}>{advice}</p>}
        {problem.path && <p className={styles.path}>{problem.path}</p>}
        {image !== null && (
          <Button
            variant="outlined"
            className={styles.button ?? ''}
            onClick={() => go({ screen: 'gallery', path: ['loupe'], query: { image: String(image) } })}
          >
            Open in the gallery
          </Button>
        )}
      </div>
    </Pane>
  )
}

function PicturePair({ image }: { image: number }) {
  const ask = useCallback((signal: AbortSignal) => api.gallery.image({ image }, { signal }), [image])
  const { value: detail } = useAnswer(ask)
  return (
    <div className={styles.pair}>
      <figure>
        <ShownPicture src={imageUrl(image)} name="The image" />
        <figcaption className={styles.caption}>
          Image <span>{detail && sizeOf(detail)}</span>
        </figcaption>
      </figure>
      <figure>
        {detail?.labelPath === null ? <div className={styles.missing}>No label</div> : <LabelPicture image={image} />}
        <figcaption className={styles.caption}>Label</figcaption>
      </figure>
    </div>
  )
}

const sizeOf = ({ width, height }: ImageDetail): string =>
  width === null || height === null ? 'not read' : pixels(width, height)
