import ArrowIcon from '@mui/icons-material/ArrowForwardRounded'
import ExpandMoreIcon from '@mui/icons-material/ExpandMore'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { ImageDetail, SourceSummary } from '../../../../shared/gallery.ts'
import type { Pair } from '../../../../shared/tuning.ts'
import { thumbnailUrl } from '../../../api.ts'
import { ConditionIcon } from '../../../ui/conditions/condition-icon.tsx'
import { shortName } from '../../gallery/picture-words.ts'
import type { TunedPair } from '../use-tuning.ts'
import { ImageDialog } from './image-dialog.tsx'
import styles from './pair-buttons.module.css'
import type { Role } from './role.ts'

interface PairButtonsProps {
  readonly pair: TunedPair
  readonly sources: readonly SourceSummary[]
  readonly onPair: (part: Partial<Pair>) => void
}

/** What is restyled, and after what; each button opens the pictures to choose from. */
export function PairButtons({ pair, sources, onPair }: PairButtonsProps) {
  const [asked, setAsked] = useState<Role | null>(null)
  return (
    <div className={styles.pair}>
      <PairButton role="content" image={pair.content} detail={pair.contentDetail} onClick={() => setAsked('content')} />
      <ArrowIcon className={styles.arrow} titleAccess="restyled after" />
      <PairButton
        role="reference"
        image={pair.reference}
        detail={pair.referenceDetail}
        onClick={() => setAsked('reference')}
      />
      {asked && (
        <ImageDialog
          role={asked}
          chosen={pair[asked]}
          sources={sources}
          onClose={() => setAsked(null)}
          onImage={(image) => {
            setAsked(null)
            onPair({ [asked]: image })
          }}
        />
      )}
    </div>
  )
}

interface PairButtonProps {
  readonly role: Role
  readonly image: number
  readonly detail: ImageDetail | null
  readonly onClick: () => void
}

const roleNames: Readonly<Record<Role, string>> = { content: 'Content', reference: 'Reference' }

function PairButton({ role, image, detail, onClick }: PairButtonProps) {
  const name = detail ? shortName(detail.path) : ''
  const predicted = role === 'reference' && detail?.predictedLabel ? 'label predicted' : ''
  return (
    <Button
      variant="outlined"
      className={styles.button}
      endIcon={<ExpandMoreIcon />}
      aria-haspopup="dialog"
      aria-label={`${roleNames[role]}: ${name} ${detail?.source.name ?? ''} ${predicted}`.trimEnd()}
      title={[detail?.path, predicted].filter(Boolean).join('\n')}
      onClick={onClick}
    >
      <img className={styles.thumb} src={thumbnailUrl(image)} alt="" draggable={false} />
      {detail && detail.condition !== 'clear' && (
        <span className={styles.sign}>
          <ConditionIcon condition={detail.condition} />
        </span>
      )}
      <span className={styles.name}>{name}</span> <span className={styles.source}>{detail?.source.name}</span>{' '}
      {predicted && <span className={styles.predicted}>{predicted}</span>}
    </Button>
  )
}
