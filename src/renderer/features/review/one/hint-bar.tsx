import UndoIcon from '@mui/icons-material/UndoRounded'
import Button from '@mui/material/Button'
import { Kbd } from '../../../ui/keys/kbd.tsx'
import { Spacer } from '../../../ui/layout/bars.tsx'
import type { Judging } from '../use-judging.ts'
import { layerKeys, layers, layerWords, type Layer } from './layers.ts'
import styles from './hint-bar.module.css'

interface HintBarProps {
  readonly layer: Layer | null
  readonly onLayer: (layer: Layer | null) => void
  readonly isClose: boolean
  readonly onClose: (isClose: boolean) => void
  readonly history: Judging['history']
  readonly onUndo: () => void
}

const shown = layers.filter((layer) => layer !== 'result')

/** What keys show while they are held, each a button that keeps it on; and what was done last. */
export function HintBar({ layer, onLayer, isClose, onClose, history, onUndo }: HintBarProps) {
  return (
    <div className={styles.bar} role="toolbar" aria-label="Looking closer">
      <span className={styles.word}>Hold</span>
      {shown.map((name) => (
        <Button
          key={name}
          className={styles.button}
          startIcon={<Kbd keys={layerKeys[name]} />}
          aria-pressed={layer === name}
          title={`${layerWords[name]}; click to keep it`}
          onClick={() => onLayer(layer === name ? null : name)}
        >
          {name}
        </Button>
      ))}
      <Button
        className={styles.button}
        startIcon={<Kbd keys="z" />}
        aria-pressed={isClose}
        onClick={() => onClose(!isClose)}
      >
        100 %
      </Button>
      <Spacer />
      {history.undo !== null && (
        <>
          <span className={styles.last}>Last: {history.undo}</span>
          <Button startIcon={<UndoIcon />} aria-keyshortcuts="Control+Z" onClick={onUndo}>
            Undo
          </Button>
        </>
      )}
    </div>
  )
}
