import { createContext, use, useCallback, useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import { isMac } from '../../ui/keys/key-words.ts'
import { KeyRegistry, type KeyBinding, type KeyLayer } from './key-registry.ts'
import { answersItself, isInOverlay, isWriting } from './native-keys.ts'

const RegistryContext = createContext<KeyRegistry | undefined>(undefined)

/** The keys of everything on screen. */
export function useKeyRegistry(): KeyRegistry {
  const registry = use(RegistryContext)
  if (!registry) throw new Error('useKeyRegistry is used outside of the shell')
  return registry
}

/**
 * Registers keys for as long as the component is there; the sheet of shortcuts lists them under `title`. Keys do nothing
 * while a person writes in a field, a dialog or menu is open, or the focused control answers to the key by itself.
 *
 * @example
 * useKeys('Gallery', [{ keys: '1', words: 'Put on fog, or take off', onPress: () => toggle('fog') }])
 * useKeys('Loupe', [{ keys: 'h', words: 'Hold to see the bare picture', onHold: setIsBare }], 'over')
 */
export function useKeys(title: string, bindings: readonly KeyBinding[], layer: KeyLayer = 'screen'): void {
  const registry = useKeyRegistry()
  const current = useEffectEvent(() => ({ title, layer, bindings }))
  useEffect(() => registry.add(() => current()), [registry])
}

/** Listens to the keyboard for everything below. */
export function KeysProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new KeyRegistry(isMac))

  const press = useCallback(
    (event: KeyboardEvent) => {
      const { target, key, isComposing } = event
      if (
        event.defaultPrevented ||
        isComposing ||
        isWriting(target) ||
        isInOverlay(target) ||
        answersItself(target, key)
      )
        return
      if (registry.press(event) === 'taken') event.preventDefault()
    },
    [registry],
  )

  useEffect(() => {
    const release = (event: KeyboardEvent) => registry.release(event)
    const releaseAll = () => registry.releaseAll()
    window.addEventListener('keydown', press)
    window.addEventListener('keyup', release)
    window.addEventListener('blur', releaseAll)
    return () => {
      window.removeEventListener('keydown', press)
      window.removeEventListener('keyup', release)
      window.removeEventListener('blur', releaseAll)
    }
  }, [press, registry])

  return <RegistryContext value={registry}>{children}</RegistryContext>
}
