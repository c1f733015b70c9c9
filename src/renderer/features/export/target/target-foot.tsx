import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useState } from 'react'
import type { Failure } from '../../../../shared/contract.ts'
import type { ExportEntry, ExportTarget } from '../../../../shared/exports.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { bytes } from '../../../ui/format/numbers.ts'
import { Kbd } from '../../../ui/keys/kbd.tsx'
import { ProgressLine } from '../../../ui/progress/progress-line.tsx'
import { progressOf } from '../work/export-words.ts'
import styles from './target-foot.module.css'

interface TargetFootProps {
  readonly out: string
  readonly onOut: (out: string) => void
  readonly onChoose: () => void
  readonly target: ExportTarget | null
  readonly failure: Failure | undefined
  readonly bytesNeeded: number
  readonly isLinked: boolean
  readonly onLinked: (isLinked: boolean) => void
  /** `Export 9,602 pairs · 13.1 GB`. */
  readonly label: string
  /** Why it cannot start, in a sentence. */
  readonly blockedBecause: string | undefined
  readonly onExport: () => void
  readonly running: ExportEntry | undefined
  readonly onCancel: () => void
}

/** Where to, and the button that does it; while an export runs, its progress in place of the button. */
export function TargetFoot(props: TargetFootProps) {
  const { out, onOut, onChoose, target, failure, bytesNeeded, isLinked, onLinked, running, onCancel } = props
  return (
    <section className={styles.foot} aria-label="Target folder">
      <div className={styles.path}>
        <FolderField folder={out} onFolder={onOut} isRefused={failure !== undefined || target?.content === 'other'} />
        <Button variant="outlined" onClick={onChoose}>
          Choose…
        </Button>
      </div>
      <TargetState {...{ target, failure, bytesNeeded }} />
      <label className={styles.link} title="A tool that edits a picture in place would change the workspace’s own">
        <Checkbox checked={isLinked} onChange={(_, isOn) => onLinked(isOn)} />
        Hard links where the bytes stay the same
      </label>
      {running ? (
        <ProgressLine form="block" progress={progressOf(running)} onCancel={onCancel} />
      ) : (
        <StartButton {...props} />
      )}
    </section>
  )
}

function StartButton({ label, blockedBecause, failure, onExport }: TargetFootProps) {
  // what is said of the folder is not said again
  const isSaid = blockedBecause === undefined || blockedBecause === failure?.message
  return (
    <>
      {!isSaid && <p className={styles.blocked}>{blockedBecause}</p>}
      <Button
        variant="contained"
        fullWidth
        className={styles.start}
        aria-disabled={blockedBecause !== undefined}
        title={blockedBecause}
        endIcon={<Kbd keys="x" />}
        onClick={blockedBecause === undefined ? onExport : undefined}
      >
        {label}
      </Button>
    </>
  )
}

interface FolderFieldProps {
  readonly folder: string
  readonly onFolder: (folder: string) => void
  readonly isRefused: boolean
}

/** Taken on Enter and on leaving the field. */
function FolderField({ folder, onFolder, isRefused }: FolderFieldProps) {
  const [typed, setTyped] = useState<string>()
  const take = () => {
    if (typed !== undefined && typed.trim() !== folder) onFolder(typed.trim())
    setTyped(undefined)
  }
  return (
    <OutlinedInput
      fullWidth
      value={typed ?? folder}
      error={isRefused && typed === undefined}
      placeholder="A new folder for the dataset"
      onChange={({ target }) => setTyped(target.value)}
      onBlur={take}
      onKeyDown={({ key }) => key === 'Enter' && take()}
      slotProps={{ input: { 'aria-label': 'Target folder', spellCheck: false, title: folder } }}
    />
  )
}

function TargetState({ target, failure, bytesNeeded }: Pick<TargetFootProps, 'target' | 'failure' | 'bytesNeeded'>) {
  if (failure) return <StateLabel state="bad">{failure.message}</StateLabel>
  if (!target) return <StateLabel state="note">Choose where the dataset is to lie.</StateLabel>
  const { content, freeBytes, unfinished } = target
  const room = freeBytes === null ? '' : `${bytes(freeBytes)} free`
  if (content === 'other')
    return <StateLabel state="bad">That folder holds other files, which stay untouched. Name a new one.</StateLabel>
  if (freeBytes !== null && freeBytes < bytesNeeded)
    return (
      <StateLabel state="warning">
        Only {room}, about {bytes(bytesNeeded)} are needed. Choose another disk, or fewer pictures.
      </StateLabel>
    )
  if (unfinished)
    return <StateLabel state="note">An export was cut off here and goes on where it was; {room}.</StateLabel>
  if (content === 'export')
    return <StateLabel state="note">Holds an export: only what changed is written; {room}.</StateLabel>
  return <StateLabel state="good">New folder, {room}.</StateLabel>
}
