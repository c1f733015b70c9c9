import Button from '@mui/material/Button'
import type SvgIcon from '@mui/material/SvgIcon'
import type { ReactNode } from 'react'
import { Kbd } from '../../ui/keys/kbd.tsx'
import type { KeyCombination } from '../../ui/keys/key-words.ts'
import styles from './screen-header.module.css'

export interface PrimaryAction {
  /** A verb: `Add folder`. */
  readonly label: string
  readonly onClick: () => void
  readonly Icon?: typeof SvgIcon
  /** Shown on the button; the screen registers it. */
  readonly keys?: KeyCombination
  /** Why it cannot be done now, in a sentence; the button is dead and says so. */
  readonly blockedBecause?: string | undefined
}

interface ScreenHeaderProps {
  /** Where I am. */
  readonly title: ReactNode
  /** What I look at: facts, search, chips; and what else can be done, behind a `<Spacer />`. */
  readonly children?: ReactNode
  /** What is mostly done here: the one button in brass. */
  readonly primary?: PrimaryAction | undefined
}

/** The 48 pixels above a screen: where I am, what I look at, one primary button at the right. */
export function ScreenHeader({ title, children, primary }: ScreenHeaderProps) {
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>{title}</h1>
      <div className={styles.contents}>{children}</div>
      {primary && <PrimaryButton {...primary} />}
    </header>
  )
}

function PrimaryButton({ label, onClick, Icon, keys, blockedBecause }: PrimaryAction) {
  return (
    <Button
      variant="contained"
      className={styles.primary}
      startIcon={Icon && <Icon />}
      endIcon={keys && <Kbd keys={keys} />}
      aria-disabled={blockedBecause !== undefined}
      title={blockedBecause}
      onClick={blockedBecause === undefined ? onClick : undefined}
    >
      {label}
    </Button>
  )
}
