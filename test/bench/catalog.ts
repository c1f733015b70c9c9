import { mkdtempSync, realpathSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { benchCatalogQueries, type Measured } from './catalog-queries.ts'
import { figureTable, milliseconds, type Figure } from './catalog/figures.ts'
import { measureReading } from './catalog/reading.ts'
import { removeTree } from './catalog/trees.ts'
import { measureWalk } from './catalog/walk.ts'

const parts = ['walk', 'reading', 'queries'] as const

const usage = `npm run bench -- catalog [${parts.join('|')} ...] [options]
  --pairs N     image/label pairs of the walk (25000)
  --large       also the walk of 200,000 pairs: 400,000 inodes, a minute to make
  --drawn N     frames that are drawn (24)
  --pictures N  names that are read, hard links to the drawn frames (240)
  --rounds N    of the reading (3)
  --rows N      of the catalog that is queried (300000)
  --folder DIR  where the temporary trees lie`

/** The targets hold for these numbers, which is what is run where nothing else is said. */
const seconds = { perPair: 3 / 25_000, largeWalk: 25 }
const LARGE = 200_000

/** Walk, reading and queries of the catalog, each beside what can be had at best, in a table with its targets. */
export async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      pairs: { type: 'string', default: '25000' },
      large: { type: 'boolean', default: false },
      drawn: { type: 'string', default: '24' },
      pictures: { type: 'string', default: '240' },
      rounds: { type: 'string', default: '3' },
      rows: { type: 'string', default: '300000' },
      folder: { type: 'string', default: tmpdir() },
    },
  })
  if (positionals.some((part) => !parts.includes(part as (typeof parts)[number]))) return console.error(usage)
  const wanted = (part: (typeof parts)[number]): boolean => positionals.length === 0 || positionals.includes(part)
  const folder = realpathSync(mkdtempSync(path.join(values.folder, 'weatherglass-bench-')))
  console.log(`load of the machine at the start: ${loadavg()[0]!.toFixed(1)}`)
  const figures: Figure[] = []
  try {
    const pairs = Number(values.pairs)
    if (wanted('walk')) figures.push(...(await measureWalk(folder, pairs, pairs * seconds.perPair)))
    if (wanted('walk') && values.large) figures.push(...(await measureWalk(folder, LARGE, seconds.largeWalk)))
    if (wanted('reading')) {
      const { drawn, pictures, rounds } = values
      const counts = { drawn: Number(drawn), pictures: Number(pictures), rounds: Number(rounds) }
      figures.push(...(await measureReading(folder, counts)))
    }
    if (wanted('queries')) figures.push(...queryFigures(await benchCatalogQueries(Number(values.rows))))
  } finally {
    removeTree(folder)
  }
  console.log(`\n${figureTable(figures)}\nload of the machine at the end: ${loadavg()[0]!.toFixed(1)}`)
}

/** Those that are slower than they may be, each with its processor time, which tells whether it waited for a core. */
function queryFigures(slow: readonly Measured[]): Figure[] {
  const count: Figure = {
    what: 'queries above their limit',
    target: 'none',
    figure: String(slow.length),
    holds: slow.length === 0,
  }
  const each = slow.map(({ what, median, cpu, limit }): Figure => ({
    what: `  ${what}`,
    target: `under ${milliseconds(limit!)}`,
    figure: `${milliseconds(median)} (${milliseconds(cpu)} of a core)`,
    holds: false,
  }))
  return [count, ...each]
}
