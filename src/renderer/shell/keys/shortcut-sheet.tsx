import CloseIcon from '@mui/icons-material/Close'
import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import IconButton from '@mui/material/IconButton'
import { createContext, Fragment, use, useCallback, useState, type ReactNode } from 'react'
import { Kbd } from '../../ui/keys/kbd.tsx'
import type { KeyGroup } from './key-registry.ts'
import { useKeyRegistry, useKeys } from './keys.tsx'
import styles from './shortcut-sheet.module.css'

const OpenSheet = createContext<() => void>(() => undefined)

/** Opens the sheet of shortcuts, as `?` does. */
export const useShortcutSheet = (): (() => void) => use(OpenSheet)

/** Opens on `?` the sheet of every key that does something then, made from the registry: those of the screen first. */
export function ShortcutSheetProvider({ children }: { children: ReactNode }) {
  const registry = useKeyRegistry()
  const [isOpen, setIsOpen] = useState(false)
  const [groups, setGroups] = useState<readonly KeyGroup[]>([])
  const open = useCallback(() => {
    setGroups(registry.groups)
    setIsOpen(true)
  }, [registry])
  const close = () => setIsOpen(false)
  useKeys('Everywhere', [{ keys: '?', words: 'Show these shortcuts', onPress: open }], 'everywhere')
  return (
    <OpenSheet value={open}>
      {children}
      <Dialog open={isOpen} onClose={close} maxWidth="md" fullWidth aria-labelledby="shortcuts-title">
        <DialogTitle id="shortcuts-title" className={styles.title}>
          Shortcuts
          <IconButton aria-label="Close" title="Close" onClick={close}>
            <CloseIcon />
          </IconButton>
        </DialogTitle>
        <div className={styles.groups} tabIndex={0} role="group" aria-labelledby="shortcuts-title">
          {[...Map.groupBy(groups, ({ title }) => title)].map(([title, together]) => (
            <Group key={title} title={title} bindings={together.flatMap(({ bindings }) => bindings)} />
          ))}
        </div>
        <p className={styles.note}>Keys do nothing while you write in a field.</p>
      </Dialog>
    </OpenSheet>
  )
}

function Group({ title, bindings }: Pick<KeyGroup, 'title' | 'bindings'>) {
  return (
    <section className={styles.group}>
      <h3 className={styles.heading}>{title}</h3>
      <dl>
        {bindings.map(({ keys, words }) => (
          <div key={words} className={styles.binding}>
            <dt>{words}</dt>
            <dd className={styles.keys}>
              {[keys].flat().map((combination, index) => (
                <Fragment key={combination}>
                  {index > 0 && <span className={styles.or}>or</span>}
                  <Kbd keys={combination} />
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
