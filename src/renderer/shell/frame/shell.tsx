import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react'
import { ErrorBoundary } from '../error-boundary.tsx'
import { useKeys } from '../keys/keys.tsx'
import { SequenceHint } from '../keys/sequence-hint.tsx'
import { NavigationProvider, useNavigation } from '../navigation/navigation.tsx'
import { digitKey, inRailOrder, type Screen } from '../screen.ts'
import { Rail } from './rail.tsx'
import styles from './shell.module.css'
import { StatusBar } from './status-bar.tsx'

interface ShellProps {
  readonly screens: readonly Screen[]
  /** The status bar: long tasks as `<StatusTask />`, and facts. */
  readonly tasks?: ReactNode
  readonly facts?: ReactNode
}

/** The window of a workspace: rail, the screen that is open, status bar. */
export function Shell({ screens, tasks, facts }: ShellProps) {
  const [ordered] = useState(() => inRailOrder(screens))
  return (
    <NavigationProvider screens={ordered}>
      <Frame screens={ordered} tasks={tasks} facts={facts} />
    </NavigationProvider>
  )
}

function Frame({ screens, tasks, facts }: ShellProps) {
  const { place, open } = useNavigation()
  const screen = screens.find(({ id }) => id === place.screen)!
  const main = useFocusOnArrival(screen.name)

  const screenKeys = ({ id, name, letter }: Screen) => ({
    keys: [digitKey(id), `g ${letter}`],
    words: name,
    onPress: () => open(id),
  })
  useKeys('Everywhere', screens.map(screenKeys), 'everywhere')
  const skip = (event: MouseEvent) => {
    event.preventDefault()
    main.current?.focus()
  }

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#screen" onClick={skip}>
        Skip to the screen
      </a>
      <Rail screens={screens} />
      <main ref={main} className={styles.screen} tabIndex={-1} aria-label={screen.name}>
        <ErrorBoundary key={screen.id} what={screen.name}>
          <screen.Component />
        </ErrorBoundary>
      </main>
      <StatusBar tasks={tasks} facts={facts} />
      <SequenceHint />
    </div>
  )
}

/**
 * Names the window after the screen and, after a change of screen, brings focus into it unless the screen took it already: so
 * that keys act there and a screen reader says where one is. On the first screen focus stays where the browser has it.
 */
function useFocusOnArrival(name: string) {
  const main = useRef<HTMLElement>(null)
  const shown = useRef<string>(undefined)
  useEffect(() => {
    document.title = `${name} – Weatherglass`
    const isFirst = shown.current === undefined
    const isSame = shown.current === name
    shown.current = name
    if (!isFirst && !isSame && !main.current?.contains(document.activeElement)) main.current?.focus()
  }, [name])
  return main
}
