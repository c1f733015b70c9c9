import { conditions } from '../../../shared/conditions.ts'
import type { ProblemCode } from '../../../shared/problems.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import type { IndexingSummary } from '../../catalog/indexing/indexer.ts'
import { listProblems } from '../../catalog/problems.ts'
import type { Source } from '../../catalog/sources/sources.ts'
import { counted } from '../counted.ts'
import { shellWord } from '../shell-word.ts'

/** How many problems of each kind a source has, the most frequent first. */
export function countByKind(database: CatalogDatabase, sourceId: number): Map<ProblemCode, number> {
  const byKind = Map.groupBy(listProblems(database, { sourceId }), ({ problem }) => problem)
  return new Map([...byKind].map(([kind, found]) => [kind, found.length] as const).sort(([, a], [, b]) => b - a))
}

export interface ReportSurroundings {
  readonly kinds: ReadonlyMap<ProblemCode, number>
  /** All sources of the catalog. */
  readonly others: readonly Source[]
}

/** What indexing came to, in a few lines, and the command to type next. */
export function indexingReport(
  source: Source,
  { notices, walkSeconds, readSeconds }: IndexingSummary,
  { kinds, others }: ReportSurroundings,
): string {
  const { id, name, images, labelled, read, waiting } = source
  const timeToRead =
    waiting > 0 ? `${counted(waiting, 'image')} not read yet` : `${read} read (${seconds(readSeconds)})`
  return [
    `${name} (source ${id}): ${counted(images, 'image')}, ${labelled} labelled`,
    `  conditions  ${conditionCounts(source)}`,
    `  files       listed in ${seconds(walkSeconds)}, ${timeToRead}`,
    ...[...notices, ...emptiness(source)].map((notice) => `  note        ${notice}`),
    `  problems    ${problemCounts(kinds)}`,
    ...(kinds.size > 0 ? [`  to see them: weatherglass problems --source ${shellWord(name)}`] : []),
    `Next: ${nextCommand(source, others)}`,
  ].join('\n')
}

const emptiness = ({ id, images }: Source): string[] =>
  images > 0
    ? []
    : [
        `no image was found there: check the folder, or say what it is with --as; weatherglass sources remove ${id} takes it out`,
      ]

const seconds = (value: number): string => `${value.toFixed(1)} s`

const conditionCounts = ({ conditions: counts }: Source): string =>
  conditions
    .filter((condition) => counts[condition] > 0)
    .map((condition) => `${counts[condition]} ${condition}`)
    .join(', ') || 'none'

const problemCounts = (kinds: ReadonlyMap<ProblemCode, number>): string =>
  Array.from(kinds, ([kind, count]) => `${count} ${kind}`).join(', ') || 'none'

const hasReferences = ({ conditions: { fog, night, rain, snow } }: Source): boolean => fog + night + rain + snow > 0
const hasContents = ({ labelled, conditions: { clear } }: Source): boolean => labelled > 0 && clear > 0

function nextCommand({ root, waiting }: Source, sources: readonly Source[]): string {
  if (waiting > 0) return `weatherglass index ${shellWord(root)} (reads the pictures)`
  if (!sources.some(hasReferences))
    return 'weatherglass index DIR (style references: ACDC, or photographs in fog, night, rain or snow)'
  if (!sources.some(hasContents)) return 'weatherglass index DIR (labelled content: GTA5)'
  return 'weatherglass suggest (style references for your content)'
}
