import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import MenuItem from '@mui/material/MenuItem'
import OutlinedInput from '@mui/material/OutlinedInput'
import Select from '@mui/material/Select'
import { useCallback, useId, useState } from 'react'
import { builtInPresets } from '../../../../shared/presets.ts'
import type { ReviewFilter } from '../../../../shared/review.ts'
import type { RunPreset } from '../../../../shared/runs.ts'
import { api, thumbnailUrl } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { useAnswer } from '../../../application/answer.ts'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import { ImageDialog } from '../../tuning/pair/image-dialog.tsx'
import type { Review } from '../use-review.ts'
import styles from './bulk.module.css'

interface RerunDialogProps {
  readonly review: Review
  /** Empty: all rejected ones that pass the filters. */
  readonly transfers: readonly number[]
  readonly onClose: () => void
}

const SAME = 'same'
const MOST = 100_000

const askPresets = (signal: AbortSignal) => api.presets.list(undefined, { signal })
const askSources = (signal: AbortSignal) => api.sources.list(undefined, { signal })

/** Another try with other settings, another reference or both: a run of its own; the results of before stay, linked to the new ones. */
export function RerunDialog({ review, transfers, onClose }: RerunDialogProps) {
  const titleId = useId()
  const { go } = useNavigation()
  const [preset, setPreset] = useState(SAME)
  const [reference, setReference] = useState<number | null>(null)
  const [isChoosing, setIsChoosing] = useState(false)
  const [name, setName] = useState('Further tries')
  const { value: presets = [] } = useAnswer(askPresets)
  const { value: sources = [] } = useAnswer(askSources)
  const ids = useTransfers(transfers, review.filter)
  const { failure, run, dismiss, isRunning } = useAction()
  const chosen = presetsOf(presets).find(({ key }) => key === preset)
  const isSame = chosen === undefined && reference === null
  const start = () =>
    void run(async () => {
      const { run: added } = await api.review.rerun({
        transfers: ids!,
        name: name.trim(),
        ...(chosen && { preset: chosen.preset }),
        ...(reference !== null && { reference }),
      })
      onClose()
      go({ screen: 'runs', query: { run: String(added) } })
    }, 'The run is queued.')
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Run again with…</DialogTitle>
      <div className={styles.body}>
        <p>
          {ids === undefined
            ? 'Counting the rejected ones…'
            : `${counted(ids.length, transfers.length > 0 ? 'result' : 'rejected result')} ${ids.length === 1 ? 'gets' : 'get'} another try. What is there stays, linked to it.`}
        </p>
        <div className={styles.fields}>
          <span>Settings</span>
          <Select
            value={preset}
            size="small"
            onChange={({ target }) => setPreset(target.value)}
            slotProps={{ input: { 'aria-label': 'Settings' } }}
          >
            <MenuItem value={SAME}>As before</MenuItem>
            {presetsOf(presets).map(({ key, words }) => (
              <MenuItem key={key} value={key}>
                {words}
              </MenuItem>
            ))}
          </Select>
          <span>Reference</span>
          <span className={styles.picked}>
            {reference !== null && <img src={thumbnailUrl(reference)} alt="The chosen reference" />}
            <Button variant="outlined" aria-haspopup="dialog" onClick={() => setIsChoosing(true)}>
              {reference === null ? 'As before; choose another…' : 'Choose another…'}
            </Button>
            {reference !== null && <Button onClick={() => setReference(null)}>As before</Button>}
          </span>
          <span>Name of the run</span>
          <OutlinedInput
            value={name}
            onChange={({ target }) => setName(target.value)}
            slotProps={{ input: { 'aria-label': 'Name of the run', maxLength: 200 } }}
          />
        </div>
        {isSame && (
          <p className={styles.second}>Choose other settings or another reference: the same would come out.</p>
        )}
        {failure && <ErrorBanner what={failure.message} onDismiss={dismiss} />}
      </div>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="contained"
          disabled={isSame || !ids || ids.length === 0 || name.trim() === '' || isRunning}
          onClick={start}
        >
          Run {ids ? counted(ids.length, 'transfer') : ''}
        </Button>
      </DialogActions>
      {isChoosing && (
        <ImageDialog
          role="reference"
          chosen={reference}
          sources={sources}
          onImage={(image) => {
            setReference(image)
            setIsChoosing(false)
          }}
          onClose={() => setIsChoosing(false)}
        />
      )}
    </Dialog>
  )
}

interface OfferedPreset {
  readonly key: string
  readonly words: string
  readonly preset: RunPreset
}

/** Saved ones by their newest version, then the built-in ones. */
function presetsOf(saved: Awaited<ReturnType<typeof askPresets>>): readonly OfferedPreset[] {
  const own = saved.flatMap(({ name, versions: [newest] }): OfferedPreset[] =>
    newest
      ? [
          {
            key: `saved ${name}`,
            words: `${name}, version ${newest.version}`,
            preset: { preset: name, version: newest.version, settings: newest.settings },
          },
        ]
      : [],
  )
  const builtIn = builtInPresets.map(({ name, help }): OfferedPreset => ({
    key: name,
    words: `${name}: ${help}`,
    preset: { preset: name, settings: {} },
  }))
  return [...own, ...builtIn]
}

/** Undefined while they are asked for. */
function useTransfers(named: readonly number[], filter: ReviewFilter): readonly number[] | undefined {
  const mark = JSON.stringify({ ...filter, verdicts: ['reject'] })
  const hasNamed = named.length > 0
  const ask = useCallback(
    (signal: AbortSignal) =>
      hasNamed
        ? Promise.resolve(null)
        : api.review.ids(
            {
              filter: JSON.parse(mark) as ReviewFilter,
              sort: { by: 'position', descending: false },
              from: 0,
              to: MOST,
            },
            { signal },
          ),
    [hasNamed, mark],
  )
  const { value } = useAnswer(ask)
  return hasNamed ? named : (value ?? undefined)
}
