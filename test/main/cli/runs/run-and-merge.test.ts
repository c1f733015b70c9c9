import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { demoTrees } from '../catalog/demo-trees.ts'
import { parseOutput, type CommandResult } from '../run-command.ts'

const trees = demoTrees()
const small = ['--condition', 'fog', 'night', '--references', '1', '--per-reference', '1', '--size', '64x128']

async function planned(): Promise<string> {
  await trees.json('index', trees.gta5)
  await trees.json('index', trees.acdc)
  const plan = path.join(trees.folder, 'plan.json')
  await trees.json('run', '--dry-run', plan, ...small)
  return plan
}

const usage = (message: unknown) => ({ error: { code: 'usage', message } })
const refused = async (result: Promise<CommandResult>) => {
  const { exitCode, ...output } = await result
  expect(exitCode).toBe(2)
  return parseOutput({ exitCode, ...output })
}

it('a plan is run as it is or not at all: what would change it is refused', { timeout: 600_000 }, async () => {
  const plan = await planned()
  const other = path.join(trees.folder, 'other.json')
  for (const [option, value] of [
    ['--dry-run', other],
    ['--model', trees.folder],
    ['--size', '64x128'],
  ] as const)
    expect(await refused(trees.run('run', '--plan', plan, option, value))).toEqual(
      usage(`${option} cannot be given with --plan, which says all of it: plan anew, or leave it out.`),
    )
  expect(existsSync(other)).toBe(false)
  expect(await refused(trees.run('run', '--plan', plan, '--shard', '9/9'))).toEqual(
    usage(expect.stringContaining('Part 9 of 9 of')),
  )
  for (const shard of ['0/3', '4/3', '1.5/2', '2', ''])
    expect(await refused(trees.run('run', '--plan', plan, '--shard', shard))).toEqual(
      usage(expect.stringContaining('Expected --shard as K/N')),
    )
  for (const option of ['--references', '--per-reference'])
    expect(await refused(trees.run('run', option, '0'))).toEqual(
      usage(`Expected ${option} as a whole number from 1 but received "0".`),
    )
})

it('merge makes the workspace and lists the sources of the parts', { timeout: 600_000 }, async () => {
  const plan = await planned()
  const at = (name: string) => path.join(trees.folder, name)
  for (const part of [1, 2])
    await trees.runPlain('run', '--plan', plan, '--shard', `${part}/2`, '--workspace', at(`part ${part}`), '--json')
  const parts = [at('part 1'), at('part 2')]
  const missing = await trees.runPlain('merge', ...parts, at('nowhere'), '--workspace', at('all'), '--json')
  expect(parseOutput(missing)).toMatchObject({ error: { code: 'bad-workspace' } })
  expect(existsSync(at('all'))).toBe(false)
  const merged = await trees.runPlain('merge', ...parts, '--workspace', at('all'), '--json')
  expect(parseOutput(merged)).toMatchObject({ taken: 2, same: 0, conflicts: [], workspace: at('all') })
  const again = await trees.runPlain('merge', ...parts, '--workspace', at('all'), '--json')
  expect(parseOutput(again)).toMatchObject({ taken: 0, same: 2, conflicts: [] })
})

it('a part whose catalog is no database is named, and stays as it is', async () => {
  await trees.json('index', trees.gta5)
  const part = path.join(trees.folder, 'part')
  await trees.runPlain('index', trees.acdc, '--workspace', part, '--json')
  const catalog = path.join(part, 'catalog.sqlite')
  writeFileSync(catalog, 'garbage '.repeat(10_000))
  const { exitCode, ...output } = await trees.run('merge', part)
  expect(exitCode).toBe(1)
  expect(parseOutput({ exitCode, ...output })).toMatchObject({ error: { code: 'catalog-damaged', file: catalog } })
  expect(readFileSync(catalog, 'utf8').startsWith('garbage ')).toBe(true)
})
