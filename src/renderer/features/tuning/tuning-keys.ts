import { useKeys } from '../../shell/keys/keys.tsx'
import { useHistory } from './history/use-history.ts'
import { viewNames, type Look } from './use-look.ts'
import type { Tuning } from './use-tuning.ts'

interface TuningKeysOptions {
  readonly tuning: Tuning
  readonly look: Look
  readonly onRun: () => void
  readonly onCancel: () => void
}

/** Every key of the tuning screen. */
export function useTuningKeys({ tuning, look, onRun, onCancel }: TuningKeysOptions): void {
  const { step, star } = useHistory(tuning)
  const { tuned, shown } = tuning
  const share = (by: number) => () => {
    const { settings } = tuned
    const next = Math.min(1, Math.max(0, settings.filterShare + by))
    tuned.change({ ...settings, filterShare: Number(next.toFixed(3)) })
  }
  useKeys('Tuning', [
    { keys: 'r', words: 'Run, or begin anew', onPress: onRun },
    { keys: 'Escape', words: 'Cancel what runs', onPress: onCancel },
    ...viewNames.map((view, index) => ({
      keys: String(index + 1),
      words: `The ${view} view`,
      onPress: () => look.setView(view),
    })),
    { keys: ',', words: 'Keep 1 % less', onPress: share(-0.01), isRepeated: true },
    { keys: '.', words: 'Keep 1 % more', onPress: share(0.01), isRepeated: true },
    { keys: '[', words: 'Newer preview of the pair', onPress: () => step(-1) },
    { keys: ']', words: 'Older preview of the pair', onPress: () => step(1) },
    { keys: '*', words: 'Star the preview, or no longer', onPress: () => shown && void star(shown) },
    { keys: 'o', words: 'Label borders on or off', onPress: () => look.setBorders(!look.compare.hasBorders) },
    { keys: 'h', words: 'Hold to see the bare picture', onHold: (isHeld) => look.hold('bare', isHeld) },
    { keys: 'c', words: 'Hold to see the content', onHold: (isHeld) => look.hold('content', isHeld) },
    { keys: 's', words: 'Hold to see the reference', onHold: (isHeld) => look.hold('reference', isHeld) },
    {
      keys: 'z',
      words: 'One pixel for one, or the whole picture (side by side)',
      onPress: () => look.compare.onZoom((zoom) => (zoom === 'fit' ? { scale: 1, x: 0.5, y: 0.5 } : 'fit')),
    },
  ])
}
