import ExpandMoreIcon from '@mui/icons-material/ExpandMore'
import { useId, type ReactNode } from 'react'
import styles from './facet.module.css'

interface FacetProps {
  /** What is filtered by: `Condition`. */
  readonly name: string
  readonly isOpen: boolean
  readonly onToggle: () => void
  /** What is set, said beside the name: `0 to 100 %`. */
  readonly summary?: ReactNode
  readonly children: ReactNode
}

/** A part of a pane that opens and closes under its heading: a facet of the filters, a group of settings. */
export function Facet({ name, isOpen, onToggle, summary, children }: FacetProps) {
  const id = useId()
  return (
    <section className={styles.facet}>
      <h2>
        <button type="button" className={styles.heading} aria-expanded={isOpen} aria-controls={id} onClick={onToggle}>
          <ExpandMoreIcon className={styles.arrow} />
          <span className={styles.name}>{name}</span>
          {summary !== undefined && <span className={styles.summary}>{summary}</span>}
        </button>
      </h2>
      <div id={id} className={styles.body} hidden={!isOpen}>
        {isOpen && children}
      </div>
    </section>
  )
}
