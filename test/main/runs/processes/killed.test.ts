import { cpSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Catalog } from '../../../../src/main/catalog/opening.ts'
import { checkCatalog } from '../../../../src/main/catalog/safety/maintenance.ts'
import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { interruptedTransfers } from '../../../../src/main/catalog/transfers/queue.ts'
import { getRun } from '../../../../src/main/catalog/transfers/runs.ts'
import { openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { startChild } from '../../catalog/processes/child-process.ts'
import { newCatalog, opened, temporaryFolder } from '../../catalog/temporary-workspace.ts'
import { addSources, picturesOf, queueRun, transfersOf } from '../planned-workspace.ts'

const soak = process.env['WEATHERGLASS_SOAK'] !== undefined
const rounds = soak ? 200 : 20
const counts = { contents: 12, references: 10 }
const program = new URL('run-until-killed.ts', import.meta.url)
const victims = ['application', 'engine', 'both'] as const

const enginePids = (file: string): number[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []

/** A process that is gone already is as good as killed. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Lets a process run the queue and kills it, its engine or both, while it begins or at work. */
async function runUntilKilled(folder: string, victim: (typeof victims)[number]): Promise<void> {
  const pids = path.join(temporaryFolder(), 'pids')
  const child = startChild(program, [folder, pids, '20'])
  const killEngine = (): void => enginePids(pids).forEach(kill)
  await Promise.race([child.said(Math.random() < 0.2 ? 'begun' : 'working'), child.ended])
  await setTimeout(Math.random() * 400)
  if (victim !== 'application') killEngine()
  if (victim === 'engine') await setTimeout(Math.random() * 600)
  kill(child.process.pid!)
  const { errors } = await child.ended
  expect(errors).toBe('')
  killEngine()
}

async function undisturbed(folder: string): Promise<void> {
  const child = startChild(program, [folder, path.join(temporaryFolder(), 'pids'), '0'])
  const { lines, errors } = await child.ended
  expect(errors).toBe('')
  expect(lines).toContain('done')
}

/** What must hold at any moment: a sound catalog, and each recorded picture whole. */
async function checked(folder: string, runs: readonly number[]): Promise<Catalog> {
  const catalog = await openCatalog(await openWorkspace(folder))
  await checkCatalog(catalog)
  for (const run of runs) await picturesOf(catalog, run)
  return catalog
}

const nameOf = (index: number): string => `Run ${index}`

it(
  'runs come to the same pictures, each done once, however often application and engine are killed',
  async () => {
    const catalog = await newCatalog()
    const sources = await addSources(catalog, temporaryFolder(), counts)
    const { folder } = catalog.workspace
    const other = path.join(temporaryFolder(), 'ws')
    catalog.close()
    cpSync(folder, other, { recursive: true })
    const runs: number[] = []
    let atWork = 0
    for (let round = 0; round < rounds; round++) {
      const before = await checked(folder, runs)
      const last = runs.at(-1)
      // each kill is to meet work that is not done
      if (last === undefined || getRun(before.database, last).state === 'done')
        runs.push(queueRun(before, sources, { name: nameOf(runs.length) }))
      before.close()
      await runUntilKilled(folder, victims[round % victims.length]!)
      const after = await checked(folder, runs)
      if (interruptedTransfers(after.database).length > 0) atWork++
      after.close()
    }
    console.log(`${rounds} kills, ${atWork} of them with a block in hand, ${runs.length} runs`)
    expect(atWork).toBeGreaterThan(0)
    await undisturbed(folder)
    const untouched = await openCatalog(await openWorkspace(other))
    runs.forEach((_, index) => queueRun(untouched, sources, { name: nameOf(index) }))
    untouched.close()
    await undisturbed(other)
    const survivor = await opened(await openWorkspace(folder))
    const expected = await opened(await openWorkspace(other))
    for (const run of runs) {
      expect(getRun(survivor.database, run).state).toBe('done')
      const states = transfersOf(survivor.database, run).map(({ state }) => state)
      expect(states).toEqual(Array.from({ length: counts.contents * counts.references }, () => 'done'))
      expect(await picturesOf(survivor, run)).toEqual(await picturesOf(expected, run))
    }
  },
  soak ? 3_600_000 : 600_000,
)
