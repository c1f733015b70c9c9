import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import OutlinedInput from '@mui/material/OutlinedInput'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useCallback, useId, useState } from 'react'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { GalleryRow, PickCondition, SourceSummary } from '../../../../shared/gallery.ts'
import { api, thumbnailUrl } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import { PictureTile } from '../../../ui/pictures/picture-tile.tsx'
import { contentSources } from '../../board/work/contents.ts'
import { exceptionsOf, pictureInWords, shortName } from '../../gallery/picture-words.ts'
import styles from './image-dialog.module.css'
import type { Role } from './role.ts'
import { currentBoard } from './use-pair.ts'

interface ImageDialogProps {
  readonly role: Role
  readonly chosen: number | null
  readonly sources: readonly SourceSummary[]
  readonly onImage: (image: number) => void
  readonly onClose: () => void
}

/** `board`: of the style board; `all`: of the sources. */
type Origin = 'board' | 'all'

const PAGE = 60

/** Pictures to choose from: for the content the labelled frames, for the reference the style board or every picture of a condition. */
export function ImageDialog({ role, chosen, sources, onImage, onClose }: ImageDialogProps) {
  const titleId = useId()
  const [origin, setOrigin] = useState<Origin>(role === 'reference' ? 'board' : 'all')
  const [condition, setCondition] = useState<PickCondition | null>(null)
  const [text, setText] = useState('')
  const [pages, setPages] = useState(1)
  const ask = useCallback(
    () => (origin === 'board' ? onBoard(condition, text) : inSources({ role, sources, condition, text, pages })),
    [origin, role, sources, condition, text, pages],
  )
  const { value, failure } = useAnswer(ask)
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{role === 'content' ? 'Choose the content' : 'Choose the reference'}</DialogTitle>
      <div className={styles.head}>
        {role === 'reference' && (
          <>
            <Choices
              label="Where from"
              value={origin}
              options={[
                ['board', 'Style board'],
                ['all', 'All sources'],
              ]}
              onValue={(next) => next && setOrigin(next)}
            />
            <ToggleButtonGroup
              exclusive
              value={condition}
              aria-label="Condition"
              onChange={(_, next: PickCondition | null) => setCondition(next)}
            >
              {pickConditions.map((each) => (
                <ToggleButton key={each} value={each}>
                  <ConditionLabel condition={each} />
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
          </>
        )}
        <OutlinedInput
          className={styles.search}
          autoFocus
          value={text}
          placeholder="Words of the path"
          onChange={({ target }) => {
            setText(target.value)
            setPages(1)
          }}
          slotProps={{ input: { 'aria-label': 'Words of the path' } }}
        />
        {value && <span className={styles.note}>{counted(value.total, 'picture')}</span>}
      </div>
      {failure && <ErrorBanner what={failure.message} />}
      <div className={styles.grid}>
        {value?.rows.map((row) => (
          <Choice key={row.id} row={row} isChosen={row.id === chosen} onImage={onImage} />
        ))}
        {value?.rows.length === 0 && (
          <p className={styles.empty}>
            {origin === 'board'
              ? 'The style board has none of these. Look in all sources, or put references on the board.'
              : 'No picture has these words in its path. Write fewer of them.'}
          </p>
        )}
        {value && value.rows.length < value.total && (
          <Button className={styles.more} variant="outlined" onClick={() => setPages(pages + 1)}>
            Show more
          </Button>
        )}
      </div>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
      </DialogActions>
    </Dialog>
  )
}

interface ChoicesProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [Value, string])[]
  readonly onValue: (value: Value | null) => void
}

const Choices = <Value extends string>({ label, value, options, onValue }: ChoicesProps<Value>) => (
  <ToggleButtonGroup exclusive value={value} aria-label={label} onChange={(_, next: Value | null) => onValue(next)}>
    {options.map(([option, name]) => (
      <ToggleButton key={option} value={option}>
        {name}
      </ToggleButton>
    ))}
  </ToggleButtonGroup>
)

function Choice({ row, isChosen, onImage }: { row: GalleryRow; isChosen: boolean; onImage: (image: number) => void }) {
  return (
    <button
      type="button"
      className={styles.choice}
      aria-pressed={isChosen}
      aria-label={pictureInWords(row, [], undefined)}
      title={row.path}
      disabled={row.missing}
      onClick={() => onImage(row.id)}
    >
      <PictureTile
        name=""
        src={row.missing ? undefined : thumbnailUrl(row.id)}
        condition={row.condition === 'clear' ? undefined : row.condition}
        badges={exceptionsOf(row)}
        isSelected={isChosen}
        isDimmed={row.missing}
        caption={shortName(row.path)}
      >
        {null}
      </PictureTile>
    </button>
  )
}

interface Found {
  readonly rows: readonly GalleryRow[]
  readonly total: number
}

async function onBoard(condition: PickCondition | null, text: string): Promise<Found> {
  const board = await currentBoard()
  const rows = board ? pickConditions.filter((each) => condition === null || each === condition) : []
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows
    .flatMap((each) => board!.columns[each])
    .filter(({ path }) => words.every((word) => path.toLowerCase().includes(word)))
  const unique = [...new Map(found.map((row) => [row.id, row])).values()]
  return { rows: unique, total: unique.length }
}

interface Wanted {
  readonly role: Role
  readonly sources: readonly SourceSummary[]
  readonly condition: PickCondition | null
  readonly text: string
  readonly pages: number
}

function inSources({ role, sources, condition, text, pages }: Wanted): Promise<Found> {
  const contents = contentSources(sources, null).map(({ id }) => id)
  return api.gallery.page({
    filter: {
      ...(role === 'content' && contents.length > 0 && { sources: contents }),
      ...(role === 'content' && { labelled: true }),
      ...(role === 'reference' && { conditions: condition ? [condition] : pickConditions }),
      ...(text.trim() !== '' && { text }),
    },
    sort: { by: 'name', descending: false },
    from: { offset: 0 },
    limit: Math.min(1000, PAGE * pages),
  })
}
