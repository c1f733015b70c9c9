import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { demoTrees } from './catalog/demo-trees.ts'
import { parseOutput } from './run-command.ts'

const trees = demoTrees()

it(
  'from the terminal: index, suggest, plan, run, accept by rule, export and verify, each as JSON',
  { timeout: 600_000 },
  async () => {
    const { gta5, acdc, folder } = trees
    const json = (...args: string[]) => trees.json(...args)
    expect(await json('index', gta5)).toMatchObject({ images: 4, labelled: 4 })
    expect(await json('index', acdc)).toMatchObject({ images: 8, labelled: 4 })
    const suggested = (await json('suggest', '--preset', 'demonstration', '--count', '1')) as {
      conditions: { condition: string; references: { path: string }[] }[]
    }
    expect(suggested.conditions.map(({ references }) => references.length)).toEqual([1, 1, 1, 1])

    const plan = path.join(folder, 'plan.json')
    const which = ['--condition', 'fog', 'night', '--references', '1', '--per-reference', '2', '--size', '64x128']
    expect(await json('run', '--dry-run', plan, ...which)).toMatchObject({ planned: 4 })
    const ran = await json('run', '--plan', plan)
    expect(ran).toMatchObject({ planned: 4, done: 4, failed: 0, skipped: 0 })
    const run = String(ran['run'])

    const undecided = await json('review', '--run', run)
    expect(undecided).toMatchObject({ results: 4, verdicts: { accept: 0, reject: 0, undecided: 4 } })
    const none = await json('review', '--run', run, '--accept-where', 'structure > 1')
    expect(none).toMatchObject({ accepted: 0 })
    const judged = await json(
      ...['review', '--run', run, '--condition', 'fog', '--accept-where', 'structure > -1'],
      ...['--reject-where', 'leakage > 1'],
    )
    expect(judged).toMatchObject({ accepted: 2, rejected: 0, verdicts: { accept: 2 } })
    // what accepts and rejects at once rejects, and what is judged stays
    const both = await json(
      ...['review', '--run', run, '--accept-where', 'structure > -1', '--reject-where', 'structure > -1'],
    )
    expect(both).toMatchObject({ accepted: 0, rejected: 2 })
    const again = await json('review', '--run', run, '--judged', '--accept-where', 'structure > -1')
    expect(again).toMatchObject({ accepted: 2, verdicts: { accept: 4, reject: 0, undecided: 0 } })

    const out = path.join(folder, 'dataset')
    const split = ['--val', '0.5', '--keep-together', 'content']
    expect(await json('export', '--run', run, '--out', out, ...split)).toMatchObject({ pairs: 4, leftOut: 0, out })
    expect(readdirSync(path.join(out, 'leftImg8bit')).sort()).toEqual(['train', 'val'])
    expect(existsSync(path.join(out, 'manifest.jsonl'))).toBe(true)
    const verified = await trees.runPlain('verify', out, '--json')
    expect(parseOutput(verified)).toMatchObject({ ok: true, pairs: 4, errors: [] })
  },
)

it('a rule that is none is refused with an example', async () => {
  await trees.json('index', trees.gta5)
  for (const rule of ['structure', 'beauty > 3', 'structure >= 0.7', 'style < low']) {
    const { exitCode, stdout } = await trees.run('review', '--accept-where', rule)
    expect(exitCode).toBe(2)
    expect(stdout).toContain('structure > 0.7')
  }
  const { stdout } = await trees.run('review', '--run', '7')
  expect(stdout).toContain('no run 7')
})
