import { Option, type Command } from 'commander'
import { pickConditions } from '../../../shared/conditions.ts'
import { UsageError } from '../../../shared/errors.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import { metricNames, verdicts, type MetricName, type ReviewFilter, type Rule } from '../../../shared/review.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { idsOfRule } from '../../catalog/transfers/review/list.ts'
import { reviewStatistics } from '../../catalog/transfers/review/statistics.ts'
import { judge } from '../../catalog/transfers/review/verdicts.ts'
import { getRun } from '../../catalog/transfers/runs.ts'
import {
  printJson,
  printText,
  withCatalog,
  withCatalogOptions,
  type CatalogOptions,
} from '../catalog/opened-catalog.ts'
import { counted } from '../counted.ts'
import { textTable } from '../text-table.ts'

interface ReviewOptions extends CatalogOptions {
  readonly run?: readonly string[]
  readonly condition?: readonly PickCondition[]
  readonly acceptWhere?: readonly string[]
  readonly rejectWhere?: readonly string[]
  readonly judged?: true
}

export function addReview(program: Command): void {
  const command = program
    .command('review')
    .description('Accepts and rejects results by rule, as "structure > 0.7", and says how many are judged.')
    .option('--run <id...>', 'results of these runs; else of all')
    .addOption(new Option('--condition <name...>', 'these alone').choices(pickConditions))
    .option('--accept-where <rule...>', 'accepts results for which all of these rules hold')
    .option('--reject-where <rule...>', 'rejects results for which one of these rules holds, whatever accepts them')
    .option('--judged', 'changes verdicts that are there too')
  withCatalogOptions(command).action(review)
}

async function review(options: ReviewOptions): Promise<void> {
  const accepting = (options.acceptWhere ?? []).map(ruleOf)
  const rejecting = (options.rejectWhere ?? []).map(ruleOf)
  await withCatalog(options, ({ database }) => {
    const filter = filterOf(database, options)
    const open: ReviewFilter = options.judged ? filter : { ...filter, verdicts: ['undecided'] }
    const bad = new Set(rejecting.flatMap((rule) => idsOfRule(database, open, rule)))
    const good = allOf(accepting.map((rule) => idsOfRule(database, open, rule))).filter((id) => !bad.has(id))
    const rejected = bad.size === 0 ? 0 : judge(database, { transfers: [...bad], verdict: 'reject' }).changed
    const accepted = good.length === 0 ? 0 : judge(database, { transfers: good, verdict: 'accept' }).changed
    const { results, verdicts: counts, conditions, warnings } = reviewStatistics(database, filter)
    const perCondition = Object.fromEntries(conditions.map((one) => [one.condition, one.verdicts]))
    if (options.json) return printJson({ accepted, rejected, results, verdicts: counts, conditions: perCondition })
    if (accepting.length + rejecting.length > 0)
      printText(`accepted ${counted(accepted, 'result')}, rejected ${rejected}; the window can undo it`)
    printText(
      textTable([
        ['', ...verdicts, 'of'],
        ...conditions.map((one) => [
          one.condition,
          ...verdicts.map((name) => `${one.verdicts[name]}`),
          `${one.results}`,
        ]),
        ['all', ...verdicts.map((name) => `${counts[name]}`), `${results}`],
      ]),
    )
    for (const { message } of warnings) process.stderr.write(`warning: ${message}\n`)
  })
}

/** @throws UsageError where there is no such run */
function filterOf(database: CatalogDatabase, { run = [], condition }: ReviewOptions): ReviewFilter {
  const runs = run.map(Number)
  const strange = runs.findIndex((id) => !Number.isInteger(id))
  if (strange >= 0) throw new UsageError(`Expected --run as the number of a run but received "${run[strange]}".`)
  for (const id of runs) getRun(database, id)
  return { ...(runs.length > 0 && { runs }), ...(condition && { conditions: condition }) }
}

/** What is in each of the lists; nothing where there is no list. */
function allOf(lists: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = lists
  const sets = others.map((list) => new Set(list))
  return first.filter((id) => sets.every((set) => set.has(id)))
}

const sides = { '>': 'above', '<': 'below' } as const

/** `structure > 0.7`. @throws UsageError */
function ruleOf(text: string): Rule {
  const [, metric, side, number] = /^\s*([a-z]+)\s*([<>])\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? []
  if (metric === undefined || !metricNames.includes(metric as MetricName))
    throw new UsageError(
      `Expected a rule as "structure > 0.7", with ${metricNames.join(', ')} and < or >, but received "${text}".`,
    )
  return { metric: metric as MetricName, is: sides[side as keyof typeof sides], value: Number(number) }
}
