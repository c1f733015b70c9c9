import { classNames, type ClassName } from '../../../shared/labels.ts'
import type { LeftOut } from '../sampling/content-set.ts'
import type { ClassNeed } from './class-needs.ts'
import type { AdverseCondition } from './references.ts'

/** A class below this share of the content's area is called rare. */
const RARE_SHARE = 0.005

/** A share of 0 to 1 in words: whole percents, never 100 % nor 0 % where it is not. */
export function percent(share: number): string {
  const whole = Math.floor(share * 100 + 1e-9)
  return whole === 0 && share > 0 ? 'under 1 %' : `${whole} %`
}

/** "bus", "bus and train", "bus, train and 3 more". */
export function listed(names: readonly string[], most = Infinity): string {
  if (names.length <= 1) return names.join('')
  const shown = names.length <= most ? names.slice(0, -1) : names.slice(0, most - 1)
  const last = names.length <= most ? names.at(-1)! : `${names.length - shown.length} more`
  return `${shown.join(', ')} and ${last}`
}

const classes = (count: number): string => (count === 1 ? '1 class' : `${count} classes`)

function countedClasses(count: number, total: number): { of: string; are: string } {
  const of =
    count === total && total > 1
      ? `all ${total} classes of your content`
      : `${count} of the ${classes(total)} of your content`
  return { of, are: `${of} ${count === 1 ? 'is' : 'are'}` }
}

interface Pick {
  readonly adds: readonly ClassName[]
  readonly strengthens: readonly ClassName[]
  readonly coveredArea: number
  readonly coveredClasses: number
}

/** Why a reference is suggested: a few words for its card, and a sentence. */
export function describePick(
  { adds, strengthens, coveredArea, coveredClasses }: Pick,
  { needs, first }: { readonly needs: readonly ClassNeed[]; readonly first: boolean },
): { reason: string; detail: string } {
  const rare = (name: ClassName): boolean =>
    needs.some(({ trainId, share }) => classNames[trainId] === name && share < RARE_SHARE)
  const counted = countedClasses(coveredClasses, needs.length)
  const reached = `${first ? `It covers ${counted.of}` : `With it, ${counted.are} covered`}: ${percent(coveredArea)} of its area.`
  if (adds.length + strengthens.length === 0)
    return {
      reason: 'Adds no class',
      detail: `${first ? 'It shows no class of your content well enough' : 'What it shows well enough is covered by those before it'}.`,
    }
  if (first && adds.length > 2) return { reason: `Covers ${classes(adds.length)} at once`, detail: reached }
  const verb = adds.length > 0 ? 'Adds' : 'Shows more'
  const names = adds.length > 0 ? adds : strengthens
  const rareNote = names.length === 1 && rare(names[0]!) ? ', rare in your content' : ''
  return {
    reason: `${verb} ${listed(names, 3)}${rareNote}`,
    detail: `${verb} ${listed(names)}${rareNote}. ${reached}`,
  }
}

interface ClassState {
  readonly class: ClassName
  readonly state: string
  readonly reason?: string
  readonly available?: boolean
}

interface ConditionCover {
  readonly condition: AdverseCondition
  readonly classes: readonly ClassState[]
  readonly coveredArea: number
  readonly candidates: number
  readonly leftOut: LeftOut
}

/** What a condition's references cover, what not, and what was left out, in sentences. */
export function describeCondition(cover: ConditionCover): string {
  const sentences = [coverSentence(cover), ...missingSentences(cover), leftOutSentence(cover)]
  return sentences.filter((sentence) => sentence !== undefined).join(' ')
}

function coverSentence({ condition, classes: all, coveredArea, candidates }: ConditionCover): string {
  if (all.length === 0) return 'There is no labelled content with a class to cover.'
  if (candidates === 0) return `There is no labelled reference for ${condition}.`
  const count = (state: string): number => all.filter((entry) => entry.state === state).length
  const weak = count('weak') > 0 ? `, ${count('weak')} more weakly` : ''
  const { are } = countedClasses(count('covered'), all.length)
  return `In ${condition} ${are} covered${weak}: ${percent(coveredArea)} of its area.`
}

function missingSentences({ classes: all, candidates }: ConditionCover): string[] {
  if (candidates === 0) return []
  const missing = (reason: string): ClassName[] =>
    all.filter((entry) => entry.state === 'missing' && entry.reason === reason).map((entry) => entry.class)
  const absent = missing('absent')
  const small = missing('too small')
  const available = all.filter((entry) => entry.available).map((entry) => entry.class)
  const outcome = (names: readonly string[]): string =>
    names.length === 1 ? 'it takes the style of the whole picture' : 'they take the style of the whole picture'
  return [
    ...(absent.length > 0 ? [`No counterpart for ${listed(absent)}: ${outcome(absent)}.`] : []),
    ...(small.length > 0 ? [`Too small in these references: ${listed(small)}; ${outcome(small)}.`] : []),
    ...(available.length > 0 ? [`Other references would add ${listed(available)}.`] : []),
  ]
}

function leftOutSentence({ leftOut: { unlabelled, waiting, defective } }: ConditionCover): string | undefined {
  const parts = [
    ...(unlabelled > 0 ? [`${unlabelled} without a label`] : []),
    ...(waiting > 0 ? [`${waiting} not read yet`] : []),
    ...(defective > 0 ? [`${defective} with a problem`] : []),
  ]
  const total = unlabelled + waiting + defective
  if (total === 0) return undefined
  return `${total} ${total === 1 ? 'reference was' : 'references were'} left out: ${listed(parts)}.`
}
