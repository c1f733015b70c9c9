import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../../src/main/catalog/database.ts'
import { CatalogReader } from '../../../../src/main/catalog/queries/catalog-reader.ts'
import { conditions } from '../../../../src/shared/conditions.ts'
import type { ProblemsRequest } from '../../../../src/shared/gallery.ts'
import { problemCodes, type ProblemCode } from '../../../../src/shared/problems.ts'
import { createSyntheticCatalog, syntheticImages, type SyntheticImage } from './synthetic-catalog.ts'

let folder: string
let reader: CatalogReader
const images: readonly SyntheticImage[] = [...syntheticImages(3000, 2)]

interface ExpectedProblem {
  readonly source: number
  readonly problem: ProblemCode
  readonly path: string
  readonly image: number | null
}
const expected: readonly ExpectedProblem[] = images
  .flatMap(({ id, source, path: name, problems }) =>
    problems.map((problem): ExpectedProblem => ({ source, problem, path: name, image: id })),
  )
  .concat({ source: 4, problem: 'source-missing', path: '', image: null })
  .sort(
    (a, b) =>
      a.source - b.source ||
      problemCodes.indexOf(a.problem) - problemCodes.indexOf(b.problem) ||
      Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  )

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-sources-'))
  const file = path.join(folder, 'catalog.sqlite')
  const database = createSyntheticCatalog(file, images)
  database.exec(`
    INSERT INTO problem (source_id, path, problem, message, found_by) VALUES (4, '', 'source-missing', 'gone', 'walk');
    UPDATE source SET missing = 1, condition = 'snow' WHERE id = 4`)
  database.close()
  reader = new CatalogReader(connect(file, { durability: 'crash', readonly: true }))
})
afterAll(() => {
  reader.close()
  rmSync(folder, { recursive: true })
})

const problemsOf = (request: Partial<ProblemsRequest>) => reader.problems({ offset: 0, limit: 1000, ...request })
const short = (found: readonly ExpectedProblem[]) =>
  found.map(({ source, problem, path: name, image }) => ({ source, problem, path: name, image }))

describe('the list of problems', () => {
  it('has all of them by source, kind and path, with their sentences', () => {
    const { problems, total, counts } = problemsOf({})
    expect(short(problems)).toEqual(expected)
    expect(total).toBe(expected.length)
    expect(problems[0]!.message).toBe(`${problems[0]!.problem} in ${problems[0]!.path}`)
    const counted = Map.groupBy(expected, ({ source, problem }) => `${source} ${problem}`)
    expect(counts.map(({ source, problem, count }) => [`${source} ${problem}`, count])).toEqual(
      [...counted].map(([kind, of]) => [kind, of.length]),
    )
  })

  it.each<Partial<ProblemsRequest>>([
    { sources: [2] },
    { sources: [4, 1] },
    { problems: ['size-mismatch'] },
    { problems: ['unreadable', 'label-missing'], sources: [1, 2] },
    { sources: [99] },
    { problems: ['too-large'] },
    { sources: [], problems: [] },
  ])('can be narrowed: %j', (request) => {
    const wanted = expected.filter(
      ({ source, problem }) =>
        (!request.sources?.length || request.sources.includes(source)) &&
        (!request.problems?.length || request.problems.includes(problem)),
    )
    expect(short(problemsOf(request).problems)).toEqual(wanted)
    for (let offset = 0; offset <= wanted.length; offset += 7) {
      const page = problemsOf({ ...request, offset, limit: 7 })
      expect(short(page.problems)).toEqual(wanted.slice(offset, offset + 7))
      expect(page).toMatchObject({ total: wanted.length, offset })
    }
  })
})

describe('the summary of sources', () => {
  it('counts what is there, by state and condition', () => {
    const summaries = reader.sources()
    expect(summaries.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    for (const summary of summaries) {
      const all = images.filter(({ source }) => source === summary.id)
      const there = all.filter(({ missing }) => !missing)
      const count = (passes: (image: SyntheticImage) => boolean): number => there.filter(passes).length
      expect(summary).toMatchObject({
        images: there.length,
        missingImages: all.length - there.length,
        labelled: count(({ labelPath }) => labelPath !== null),
        waiting: count(({ reading }) => reading === 'waiting'),
        failed: count(({ reading }) => reading === 'failed'),
        conditions: Object.fromEntries(conditions.map((name) => [name, count(({ condition }) => condition === name)])),
        problems: expected.filter(({ source }) => source === summary.id).length,
        walkedUtc: '2026-01-02T03:05:05.000Z',
        walkSeconds: 60,
        missing: summary.id === 4,
        condition: summary.id === 4 ? 'snow' : null,
      })
    }
  })
})
