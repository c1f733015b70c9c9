import type { ReactNode } from 'react'
import type { BoardPick, ImageDetail } from '../../../shared/gallery.ts'
import { ConditionIcon, ConditionLabel } from '../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../ui/feedback/state-label.tsx'
import { bytes, counted, dateTime, pixels, share } from '../../ui/format/numbers.ts'
import { Section } from '../../ui/layout/pane.tsx'
import { problemNames } from '../library/problems/problem-words.ts'
import styles from './picture-facts.module.css'

/** What is known of a picture: its file, what is wrong with it, where it is used. */
export function PictureFacts({ detail }: { detail: ImageDetail }) {
  return (
    <>
      <Section title="Picture">
        <dl className={styles.facts}>
          {factsOf(detail).map(([name, value]) => (
            <div key={name} className={styles.fact}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Section>
      {(detail.problems.length > 0 || detail.missing) && <Problems detail={detail} />}
      <Section title="On these boards">
        {detail.picks.length === 0 && <p className={styles.none}>On none. Put it on one with 1 to 4.</p>}
        {[...Map.groupBy(detail.picks, ({ board }) => board)].map(([board, picks]) => (
          <BoardPicks key={board} picks={picks} />
        ))}
      </Section>
    </>
  )
}

function factsOf(detail: ImageDetail): readonly (readonly [name: string, value: ReactNode])[] {
  const { source, condition, width, height, luminance, path } = detail
  const hasSize = width !== null && height !== null
  return [
    ['Source', source.name],
    ['Condition', <ConditionLabel key="condition" condition={condition} />],
    ['Split', [detail.split ?? 'none', detail.sequence].filter(Boolean).join(' · ')],
    ['Size', hasSize ? pixels(width, height) : 'not read yet'],
    ...(hasSize ? [['Used region', usedRegion(width, height)] as const] : []),
    ...(luminance === null ? [] : [['Brightness', share(luminance / 255, 0)] as const]),
    ['Label', labelInWords(detail)],
    ['File', `${bytes(detail.bytes)} · ${dateTime(new Date(detail.modifiedMs))}`],
    [
      'Path',
      <span key="path" className={styles.path}>
        {path}
      </span>,
    ],
  ]
}

/** Pictures are cut to 2:1 around their middle before anything else. */
function usedRegion(width: number, height: number): string {
  if (width === 2 * height) return 'all of it (2:1)'
  const size = width > 2 * height ? [2 * height, height] : [width, Math.floor(width / 2)]
  return `${pixels(size[0]!, size[1]!)}, centred (2:1)`
}

/** So much of a network's hash tells networks apart. */
const HASH_SHOWN = 12

function labelInWords({ labelPath, labelEncoding, predictedLabel, classPixels }: ImageDetail): string {
  if (labelPath === null && !predictedLabel) return 'none'
  const classes = classPixels?.slice(0, 19).filter((count) => count > 0).length
  const kind = predictedLabel ? `predicted by network ${predictedLabel.network.slice(0, HASH_SHOWN)}` : labelEncoding
  return [kind, classes === undefined ? 'not read yet' : counted(classes, 'class', 'classes')]
    .filter(Boolean)
    .join(', ')
}

function Problems({ detail }: { detail: ImageDetail }) {
  return (
    <Section title="Problems">
      <ul className={styles.problems}>
        {detail.missing && (
          <li>
            <StateLabel state="bad">
              The file was not there when its source was last looked through. Rescan the source in the library.
            </StateLabel>
          </li>
        )}
        {detail.problems.map(({ problem, path, message }) => (
          <li key={`${problem} ${path}`} title={problemNames[problem]}>
            <StateLabel state="warning">{message}</StateLabel>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function BoardPicks({ picks }: { picks: readonly (BoardPick & { readonly name: string })[] }) {
  return (
    <p className={styles.board}>
      {picks.map(({ condition }) => (
        <ConditionIcon key={condition} condition={condition} />
      ))}
      {picks[0]!.name}
    </p>
  )
}
