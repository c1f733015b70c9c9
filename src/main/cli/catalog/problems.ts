import { Option, type Command } from 'commander'
import { problemCodes, type ProblemCode } from '../../../shared/problems.ts'
import { listProblems, type ListedProblem } from '../../catalog/problems.ts'
import { counted } from '../counted.ts'
import { shellWord } from '../shell-word.ts'
import { namedSource } from './named-source.ts'
import { printJson, printText, withCatalog, withCatalogOptions, type CatalogOptions } from './opened-catalog.ts'

interface ProblemsOptions extends CatalogOptions {
  readonly source?: string
  readonly kind?: ProblemCode
}

export function addProblems(program: Command): void {
  const command = program
    .command('problems')
    .description('Lists what is wrong with the files of the sources, and what to do.')
    .option('--source <source>', 'of this source alone: its name or number')
    .addOption(new Option('--kind <code>', 'of this kind alone, all of them').choices(problemCodes))
  withCatalogOptions(command).action(problems)
}

/** So many of a kind tell a person what it is about; a program gets all. */
const MOST_SHOWN = 10

async function problems({ source: given, kind, json, ...options }: ProblemsOptions): Promise<void> {
  await withCatalog(options, ({ database }) => {
    const sourceId = given === undefined ? undefined : namedSource(database, given).id
    const found = listProblems(database, {
      ...(sourceId !== undefined && { sourceId }),
      ...(kind !== undefined && { problem: kind }),
    })
    if (json)
      printJson(
        found.map(({ path, problem, message, source, sourceId }) => ({ path, problem, message, source, sourceId })),
      )
    else if (found.length === 0) printText('No problems.')
    else printText(describe(found, kind === undefined ? MOST_SHOWN : Infinity))
  })
}

function describe(found: readonly ListedProblem[], most: number): string {
  const bySource = Map.groupBy(found, ({ source }) => source)
  return Array.from(bySource, ([source, all]) => {
    const byKind = Map.groupBy(all, ({ problem }) => problem)
    const kinds = Array.from(byKind, ([kind, same]) => kindLines(source, kind, same, most))
    return [`${source}: ${counted(all.length, 'problem')}`, ...kinds.flat()].join('\n')
  }).join('\n')
}

function kindLines(source: string, kind: ProblemCode, same: readonly ListedProblem[], most: number): string[] {
  const left = same.length - most
  return [
    `  ${kind} (${same.length})`,
    ...same.slice(0, most).map(({ message }) => `    ${message}`),
    ...(left > 0 ? [`    and ${left} more: weatherglass problems --source ${shellWord(source)} --kind ${kind}`] : []),
  ]
}
