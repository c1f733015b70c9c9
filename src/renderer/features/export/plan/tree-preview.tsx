import { Fragment } from 'react'
import type { ExportPlan } from '../../../../shared/exports.ts'
import { counted } from '../../../ui/format/numbers.ts'
import { Section } from '../../../ui/layout/pane.tsx'
import { treeOf } from './plan-words.ts'
import styles from './tree-preview.module.css'

/** The folders and names as they will be, by the example of one pair. */
export function TreePreview({ plan, folder }: { plan: ExportPlan; folder: string }) {
  const { pair, beside } = treeOf(plan.paths)
  const name = folder.split(/[\\/]/).filter(Boolean).at(-1)
  return (
    <Section
      title="On disk"
      note={plan.pairs > 0 && `${counted(plan.train, 'pair')} in train, ${counted(plan.val, 'pair')} in val`}
    >
      <div className={styles.tree} role="group" aria-label="Folders and names">
        <div>{name ?? 'the folder that you choose'}/</div>
        {pair.map(({ folder: root, city, name: stem, kinds }) => (
          <div key={root} className={styles.file}>
            {root}
            <b>{city}</b>/{stem}
            <span className={styles.kinds}>{kinds}</span>
          </div>
        ))}
        <div className={`${styles.file} ${styles.beside}`}>
          {beside.map((file, place) => (
            <Fragment key={file}>
              {place > 0 && ' · '}
              <span className={styles.whole}>{file}</span>
            </Fragment>
          ))}
        </div>
      </div>
    </Section>
  )
}
