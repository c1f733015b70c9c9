import type Database from 'better-sqlite3'
import { conditions } from '../../../shared/conditions.ts'
import type { ListedProblem, ProblemPage, ProblemsRequest, SourceSummary } from '../../../shared/gallery.ts'
import { problemCodes } from '../../../shared/problems.ts'
import type { CatalogDatabase } from '../database.ts'
import type { ImageColumns } from './columns/image-columns.ts'
import { TRAIT_SETS, traitSets, type Traits } from './columns/traits.ts'
import { COUNT_PROBLEMS, LOAD_SOURCES, PROBLEMS_BY_KIND } from './statements.ts'

type StoredSource = Pick<
  SourceSummary,
  'id' | 'name' | 'root' | 'layout' | 'condition' | 'addedUtc' | 'walkedUtc' | 'walkSeconds'
> & { readonly missing: number }

/** The sources and their defects, which are few enough to be asked of the tables. */
export class SourceReader {
  readonly #sources: Database.Statement<[], StoredSource>
  readonly #count: Database.Statement<[number, string], number>
  readonly #problems: Database.Statement<[number, string, number, number], ListedProblem>

  constructor(database: CatalogDatabase) {
    this.#sources = database.prepare(LOAD_SOURCES.sql)
    this.#count = database.prepare<[number, string], number>(COUNT_PROBLEMS.sql).pluck()
    this.#problems = database.prepare(PROBLEMS_BY_KIND.sql)
  }

  /** Ids and names in the order in which the sources were added. */
  names(): readonly { readonly id: number; readonly name: string }[] {
    return this.#sources.all()
  }

  summaries(columns: ImageColumns): SourceSummary[] {
    const problems = this.#problemCounts()
    return this.#sources.all().map((source) => ({
      ...source,
      missing: source.missing === 1,
      ...countImages(columns, columns.sources.find(source.id)),
      problems: problems.filter((kind) => kind.source === source.id).reduce((sum, kind) => sum + kind.count, 0),
    }))
  }

  /** Source by source, kind by kind, path by path: each kind of a source is a stretch of one index, and whole ones are skipped. */
  problems({ sources, problems, offset, limit }: ProblemsRequest): ProblemPage {
    const counts = this.#problemCounts()
    const wanted = counts.filter(
      (kind) =>
        (!sources?.length || sources.includes(kind.source)) && (!problems?.length || problems.includes(kind.problem)),
    )
    const page: ListedProblem[] = []
    let skip = offset
    for (const { source, problem, count } of wanted) {
      if (skip < count && page.length < limit)
        page.push(...this.#problems.all(source, problem, limit - page.length, skip))
      skip = Math.max(0, skip - count)
    }
    return { problems: page, total: wanted.reduce((sum, kind) => sum + kind.count, 0), offset, counts }
  }

  #problemCounts(): ProblemPage['counts'] {
    return this.#sources
      .all()
      .flatMap(({ id }) =>
        problemCodes.map((problem) => ({ source: id, problem, count: this.#count.get(id, problem)! })),
      )
      .filter(({ count }) => count > 0)
  }
}

type ImageCounts = Pick<SourceSummary, 'images' | 'missingImages' | 'labelled' | 'waiting' | 'failed' | 'conditions'>

function countImages({ count, source, traits }: ImageColumns, sourceNumber: number | undefined): ImageCounts {
  const counts = new Uint32Array(TRAIT_SETS)
  for (let slot = 0; slot < count; slot++) if (source[slot] === sourceNumber) counts[traits[slot]!]!++
  const sum = (passes: (traits: Traits) => boolean): number =>
    counts.reduce((total, found, packed) => (found > 0 && passes(traitSets[packed]!) ? total + found : total), 0)
  const there = (passes: (traits: Traits) => boolean): number => sum((one) => !one.missing && passes(one))
  return {
    images: there(() => true),
    missingImages: sum(({ missing }) => missing),
    labelled: there(({ labelled }) => labelled),
    waiting: there(({ reading }) => reading === 'waiting'),
    failed: there(({ reading }) => reading === 'failed'),
    conditions: Object.fromEntries(
      conditions.map((name) => [name, there(({ condition }) => condition === name)]),
    ) as SourceSummary['conditions'],
  }
}
