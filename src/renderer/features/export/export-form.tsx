import { useState } from 'react'
import type { ExportEntry } from '../../../shared/exports.ts'
import type { RunSummary } from '../../../shared/runs.ts'
import { api } from '../../api.ts'
import type { useAction } from '../../application/action.ts'
import { useFolderChoice } from '../../application/folders/folder-choice.tsx'
import { useRevision } from '../../application/live.tsx'
import { useReviewRevision } from '../../application/review-revision.ts'
import { useOpenedWorkspace } from '../../application/workspaces.tsx'
import { useKeys } from '../../shell/keys/keys.tsx'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { Pane } from '../../ui/layout/pane.tsx'
import { ContentSection } from './choices/content-section.tsx'
import { withLicence } from './choices/export-choices.ts'
import { ExtrasSection, PictureSection, sizesInWords, SplitSection } from './choices/form-sections.tsx'
import styles from './export-screen.module.css'
import { LikenessSection } from './likeness/likeness-section.tsx'
import { CityCards } from './plan/city-cards.tsx'
import { ClassBars } from './plan/class-bars.tsx'
import { LeftOut, Warnings } from './plan/left-out.tsx'
import { MeasuresSection } from './plan/measures-section.tsx'
import { exportLabel } from './plan/plan-words.ts'
import { TreePreview } from './plan/tree-preview.tsx'
import { useDryRun, type DryRun } from './plan/use-dry-run.ts'
import { TargetFoot } from './target/target-foot.tsx'
import { UpdateDialog } from './target/update-dialog.tsx'
import { useTarget } from './target/use-target.ts'
import type { ExportChoices } from './use-export-choices.ts'
import { besideWorkspace, folderIn, lastPace } from './work/export-words.ts'

interface ExportFormProps {
  readonly choices: ExportChoices
  readonly runs: readonly RunSummary[]
  readonly entries: readonly ExportEntry[]
  readonly action: ReturnType<typeof useAction>
}

/** The next export: its choices, its dry run, its start. */
export function ExportForm({ choices, runs, entries, action }: ExportFormProps) {
  const { options, change } = choices
  const revision = useRevision() + useReviewRevision()
  const dryRun = useDryRun(options, revision)
  const { plan } = dryRun
  const start = useStart({ choices, runs, entries, action, dryRun })
  return (
    <div className={styles.columns}>
      <Pane name="Choices" side="left" width={376}>
        <ContentSection options={options} onChange={change} runs={runs} />
        <SplitSection options={options} onChange={change} />
        <PictureSection
          options={options}
          onChange={change}
          generatedSize={options.image.size === 'generated' ? sizesInWords(plan?.sizes ?? []) : undefined}
        />
        <ExtrasSection
          options={options}
          onChange={change}
          sources={plan?.sources ?? []}
          onLicence={(source, licence) => change(withLicence(options, source, licence))}
        />
        <TargetFoot {...start.foot} />
      </Pane>
      <div className={styles.main}>
        {dryRun.failure && (
          <div className={styles.notes}>
            <ErrorBanner what={dryRun.failure.message} action={{ label: 'Ask again', onClick: dryRun.again }} />
          </div>
        )}
        <DryRunView {...{ dryRun, options, revision }} folder={start.foot.out} />
      </div>
      {start.isAsking && (
        <UpdateDialog
          folder={start.foot.out}
          pairs={plan?.pairs ?? 0}
          onUpdate={() => start.begin(true)}
          onClose={start.giveUp}
        />
      )}
    </div>
  )
}

interface DryRunViewProps {
  readonly dryRun: DryRun
  readonly options: ExportChoices['options']
  readonly revision: number
  readonly folder: string
}

function DryRunView({ dryRun: { plan, isCurrent, failure }, options, revision, folder }: DryRunViewProps) {
  const { go } = useNavigation()
  if (!plan) return failure ? null : <p className={styles.waiting}>Reading the labels of what goes in</p>
  return (
    <div className={`${styles.main} ${isCurrent ? '' : styles.stale}`} aria-busy={!isCurrent}>
      <CityCards plan={plan} />
      {plan.pairs === 0 ? (
        <EmptyState
          sentence="Nothing of these choices goes in. Accept results in the review, or choose other runs or pictures."
          action={{ label: 'Go to review', onClick: () => go({ screen: 'review' }) }}
        />
      ) : null}
      <div className={styles.facts}>
        <div className={styles.sentences} role="group" tabIndex={0} aria-label="What this comes to">
          <Warnings warnings={plan.warnings} />
          <LeftOut leftOut={plan.leftOut} />
          {plan.pairs > 0 && <MeasuresSection {...{ options, revision }} />}
          {plan.pairs > 0 && <LikenessSection options={options} />}
          <TreePreview plan={plan} folder={folder} />
        </div>
        <div className={styles.classes} role="group" tabIndex={0} aria-label="Classes">
          <ClassBars plan={plan} />
        </div>
      </div>
    </div>
  )
}

/** Where to, whether it can start, and what starting asks first. */
function useStart({ choices, runs, entries, action, dryRun }: ExportFormProps & { readonly dryRun: DryRun }) {
  const { options, out, setOut, isLinked, setLinked } = choices
  const { folder: workspace } = useOpenedWorkspace()
  const chooseFolder = useFolderChoice()
  const [isAsking, setAsking] = useState(false)
  const runName = runs.find(({ id }) => id === options.runs[0])?.name ?? ''
  const folder = out === '' ? besideWorkspace(workspace, runName) : out
  const running = entries.find(({ state }) => state === 'running')
  const changes = entries.filter(({ state }) => state !== 'running').length * 2 + (running ? 1 : 0)
  const { target, failure, isCurrent } = useTarget(folder, changes)
  const { plan } = dryRun

  const blockedBecause = (): string | undefined => {
    if (!plan || !dryRun.isCurrent) return dryRun.failure ? dryRun.failure.message : 'Looking at what goes in.'
    if (plan.pairs === 0) return 'Nothing goes in; accept results in the review, or choose others.'
    if (failure) return failure.message
    if (!isCurrent || !target) return 'Looking at the folder.'
    return target.content === 'other' ? 'That folder holds other files; name a new one.' : undefined
  }
  const begin = (update: boolean) => {
    setAsking(false)
    void action.run(
      () => api.exports.start({ options, out: folder, update, link: isLinked }),
      update ? 'The export is being brought up to date.' : 'The export has begun.',
    )
  }
  const start = () => (target?.content === 'export' ? setAsking(true) : begin(false))
  const choose = async () => {
    const picked = await chooseFolder('Where the dataset is to lie')
    if (picked === null) return
    const { content } = await api.exports.target({ folder: picked }).catch(() => ({ content: 'nothing' as const }))
    setOut(content === 'other' ? folderIn(picked, runName) : picked)
  }
  const blocked = blockedBecause()
  const ready = blocked === undefined && running === undefined
  useKeys('Export', [{ keys: 'x', words: 'Export by these choices', onPress: () => ready && start() }])
  const verb = target?.content === 'export' ? 'Update to' : target?.unfinished ? 'Go on with' : 'Export'
  return {
    isAsking,
    begin,
    giveUp: () => setAsking(false),
    foot: {
      ...{
        out: folder,
        onOut: setOut,
        target,
        failure,
        isLinked,
        onLinked: setLinked,
        running,
        blockedBecause: blocked,
      },
      onChoose: () => void choose(),
      bytesNeeded: plan?.bytes ?? 0,
      label: plan ? exportLabel(verb, plan, lastPace(entries)) : 'Export',
      onExport: start,
      onCancel: () => running && void action.run(() => api.exports.cancel({ export: running.export })),
    },
  }
}
