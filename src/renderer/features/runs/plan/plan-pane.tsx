import CloseIcon from '@mui/icons-material/Close'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { PlanRequestInput, RunSummary } from '../../../../shared/runs.ts'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { useNavigation } from '../../../shell/navigation/navigation.tsx'
import { useStoredState } from '../../../shell/stored-state.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import { Pane } from '../../../ui/layout/pane.tsx'
import { EstimateView } from './estimate-view.tsx'
import { planChoices, planRequest, type Planned, type Supplies } from './plan-choices.ts'
import { asPlanDraft, plainDraft, type PlanDraft } from './plan-draft.ts'
import { PlanFields } from './plan-fields.tsx'
import styles from './plan-pane.module.css'
import { saveText } from './save-text.ts'
import { useEstimate, type Estimating } from './use-estimate.ts'
import { useSupplies } from './use-supplies.ts'

const PANE_WIDTH = 400

interface PlanPaneProps {
  readonly runs: readonly RunSummary[]
  /** The run that gets further transfers; null: a new one. */
  readonly extended: RunSummary | null
  readonly onLeave: () => void
  /** A run was added, or got more. */
  readonly onPlanned: (run: number) => void
}

/** The next run, and what it will cost. */
export function PlanPane({ runs, extended, onLeave, onPlanned }: PlanPaneProps) {
  const { supplies, presets, devices, failure, again } = useSupplies()
  const [draft, setDraft] = useStoredState<PlanDraft>('runs/plan', plainDraft, asPlanDraft)
  useHanded((part) => setDraft({ ...draft, ...part }))
  const pane = useFocusAtFirst()
  return (
    <Pane name="Plan" side="left" width={PANE_WIDTH}>
      <div className={styles.pane} ref={pane} tabIndex={-1}>
        <div className={styles.title}>
          <h2 className={styles.heading}>{extended ? `Add to ${extended.name}` : 'Plan a run'}</h2>
          {runs.length > 0 && (
            <IconButton aria-label="Back to the runs" title="Back to the runs (Esc)" onClick={onLeave}>
              <CloseIcon />
            </IconButton>
          )}
        </div>
        {failure && <ErrorBanner what={failure.message} action={{ label: 'Ask again', onClick: again }} />}
        {supplies && (
          <Planning
            {...{ supplies, presets, devices, draft, extended, onPlanned }}
            onChange={(part) => setDraft({ ...draft, ...part })}
            onAdded={() => setDraft({ ...draft, name: null })}
          />
        )}
      </div>
    </Pane>
  )
}

/** What another screen sent along with the place: the board, or the contents. */
function useHanded(onHanded: (part: Partial<PlanDraft>) => void): void {
  const { place, go } = useNavigation()
  const { contents, board, ...query } = place.query
  const take = useEffectEvent(() => {
    if (contents === undefined && board === undefined) return
    onHanded({
      ...((contents === 'selection' || contents === 'gallery') && { contents, perReference: null }),
      ...(board !== undefined && { board: Number(board), leftOut: [] }),
    })
    go({ ...place, query }, { replace: true })
  })
  useEffect(() => take(), [contents, board])
}

/** Keys act in the plan as soon as it is there. */
function useFocusAtFirst() {
  const pane = useRef<HTMLDivElement>(null)
  useEffect(() => pane.current?.focus(), [])
  return pane
}

interface PlanningProps extends Pick<ReturnType<typeof useSupplies>, 'presets' | 'devices'> {
  readonly supplies: Supplies
  readonly draft: PlanDraft
  readonly extended: RunSummary | null
  readonly onChange: (part: Partial<PlanDraft>) => void
  readonly onAdded: () => void
  readonly onPlanned: (run: number) => void
}

function Planning({ supplies, presets, devices, draft, extended, onChange, onAdded, onPlanned }: PlanningProps) {
  const { run, failure, dismiss, isRunning } = useAction()
  const choices = planChoices(draft, supplies)
  const planned = planRequest(draft, choices, supplies)
  const request = 'request' in planned ? planned.request : null
  const estimating = useEstimate(request)
  const add = (plan: PlanRequestInput) =>
    run(
      async () => {
        const id = await addedRun(plan, draft.start, extended)
        onAdded()
        onPlanned(id)
      },
      `${counted(estimating.estimate?.transfers ?? 0, 'transfer')} added.`,
    )
  const save = (plan: PlanRequestInput) =>
    run(async () => saveText(`${plan.name}.plan.json`, await api.runs.planFile(plan)), 'The plan is saved as JSON.')
  const blocked = whyNot(planned, estimating) ?? (isRunning ? 'It is being added.' : null)
  return (
    <>
      <div className={styles.scroll}>
        <PlanFields {...{ draft, choices, supplies, presets, devices, extended, onChange }} />
      </div>
      <EstimateView
        estimating={estimating}
        blocked={'blocked' in planned ? planned.blocked : null}
        onMeasure={() => void run(estimating.measure)}
      />
      {failure && (
        <div className={styles.failure}>
          <ErrorBanner what={failure.message} onDismiss={dismiss} />
        </div>
      )}
      <div className={styles.foot}>
        <Button disabled={blocked !== null} onClick={() => request && void save(request)}>
          Save plan as JSON
        </Button>
        <span className={styles.spacer} />
        <Button
          variant="contained"
          disabled={blocked !== null}
          title={blocked ?? undefined}
          onClick={() => request && void add(request)}
        >
          {extended ? `Add to ${extended.name}` : addWords[draft.start]}
        </Button>
      </div>
    </>
  )
}

const addWords: Readonly<Record<PlanDraft['start'], string>> = {
  queued: 'Add to queue',
  now: 'Start now',
  paused: 'Add, paused',
}

/** A check that fails is said in the plan and stops it. */
function whyNot(planned: Planned, { estimate, failure, isReckoning }: Estimating): string | null {
  if ('blocked' in planned) return planned.blocked
  if (failure) return failure.message
  if (!estimate || isReckoning) return 'The plan is being reckoned.'
  return estimate.obstacles[0] ?? null
}

async function addedRun(
  plan: PlanRequestInput,
  start: PlanDraft['start'],
  extended: RunSummary | null,
): Promise<number> {
  if (!extended) return (await api.runs.add({ plan, start })).run
  await api.runs.extend({ run: extended.id, plan })
  return extended.id
}
