import { chmodSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import Database from 'better-sqlite3'
import type { Catalog } from '../../../../src/main/catalog/opening.ts'
import { summariseRuns } from '../../../../src/main/catalog/transfers/run-reader.ts'
import { failureReasons } from '../../../../src/main/catalog/transfers/run-reader.ts'
import { getRun, pauseRun, resumeRun, retryTransfers, stopRun } from '../../../../src/main/catalog/transfers/runs.ts'
import { outputsFolder } from '../../../../src/main/catalog/workspace/folders.ts'
import { Runner, type RunnerOptions } from '../../../../src/main/runs/runner/runner.ts'
import { newCatalog, temporaryFolder } from '../../catalog/temporary-workspace.ts'
import { addSources, picturesOf, queueRun, standIn, transfersOf, type TwoSources } from '../planned-workspace.ts'

interface Planned {
  readonly catalog: Catalog
  readonly sources: TwoSources
  readonly run: number
}

async function planned(counts = { contents: 4, references: 2 }): Promise<Planned> {
  const catalog = await newCatalog()
  const sources = await addSources(catalog, temporaryFolder(), counts)
  return { catalog, sources, run: queueRun(catalog, sources) }
}

const runner = ({ catalog }: Planned, options: Partial<RunnerOptions> = {}): Runner =>
  new Runner({ workspace: catalog.workspace, startEngine: () => standIn(), backoffMilliseconds: 1, ...options })

const never = (): AbortSignal => new AbortController().signal
const states = ({ catalog, run }: Planned): string[] => transfersOf(catalog.database, run).map(({ state }) => state)
const all = (state: string, count = 8): string[] => Array.from({ length: count }, () => state)
const reasonOf = ({ catalog, run }: Planned): string | undefined => getRun(catalog.database, run).reason?.message
const faulty = (env: Readonly<Record<string, string>>) => () => standIn({ env })
/** 10 s of the connection, and then some. */
const LONGER_THAN_A_STATEMENT_WAITS = 11_500
const once = (): string => path.join(temporaryFolder(), 'struck')

describe('Runner', () => {
  it('computes every transfer once, writes it and records it', async () => {
    const plan = await planned()
    await runner(plan).work(never())
    expect(states(plan)).toEqual(all('done'))
    const pictures = await picturesOf(plan.catalog, plan.run)
    expect(new Set(pictures.values()).size).toBe(8)
    const [summary] = summariseRuns(plan.catalog.database)
    expect(summary).toMatchObject({ state: 'done', transfers: 8, evaluations: 72, peakBytes: 1000 })
    expect(summary!.perCondition.fog).toEqual({ done: 8, total: 8 })
    expect(summary!.imagesPerHour).toBeGreaterThan(0)
  })

  it('fails the transfers of a broken picture with its reason, and goes on with the rest', async () => {
    const plan = await planned()
    writeFileSync(path.join(plan.sources.contentRoot, 'content', '00001.png'), 'broken')
    await runner(plan).work(never())
    expect(states(plan)).toEqual([...all('done', 2), ...all('failed', 2), ...all('done', 4)])
    expect(transfersOf(plan.catalog.database, plan.run)[2]!.error).toContain('00001.png is damaged')
    expect(getRun(plan.catalog.database, plan.run).state).toBe('done')
  })

  it('does what failed once more when it is retried', async () => {
    const plan = await planned()
    const file = path.join(plan.sources.contentRoot, 'content', '00001.png')
    writeFileSync(file, 'broken')
    await runner(plan).work(never())
    writeFileSync(file, 'whole')
    const { database } = plan.catalog
    expect(failureReasons(database, plan.run)).toMatchObject([
      { code: 'bad-image', count: 2, error: { message: expect.stringContaining('00001.png is damaged') as unknown } },
    ])
    expect(retryTransfers(database, plan.run, { reason: 'out-of-memory' })).toBe(0)
    expect(retryTransfers(database, plan.run, { reason: 'bad-image' })).toBe(2)
    expect(failureReasons(database, plan.run)).toEqual([])
    await runner(plan).work(never())
    expect(states(plan)).toEqual(all('done'))
  })

  it('fails the transfers of a content that is deleted while the first block is computed', async () => {
    const plan = await planned()
    const onCurrent: RunnerOptions['onCurrent'] = (current) => {
      if (current?.phase === 'denoise')
        rmSync(path.join(plan.sources.contentRoot, 'content', '00003.png'), { force: true })
    }
    await runner(plan, { onCurrent }).work(never())
    expect(states(plan)).toEqual([...all('done', 6), ...all('failed', 2)])
    expect(transfersOf(plan.catalog.database, plan.run)[7]!.error).toContain('00003.png does not exist')
  })

  it('skips transfers whose source was removed', async () => {
    const plan = await planned()
    plan.catalog.database.prepare('DELETE FROM image WHERE id = ?').run(plan.sources.contents[0])
    await runner(plan).work(never())
    expect(states(plan)).toEqual([...all('skipped', 2), ...all('done', 6)])
  })

  it('starts a new engine where one was killed in a step, and repeats the block', async () => {
    const plan = await planned()
    await runner(plan, { startEngine: faulty({ STAND_IN_FAULT: 'killed', STAND_IN_ONCE: once() }) }).work(never())
    expect(states(plan)).toEqual(all('done'))
  })

  it('pauses the run with the reason where the engine dies three times in a row', async () => {
    const plan = await planned()
    await runner(plan, { startEngine: faulty({ STAND_IN_FAULT: 'killed' }) }).work(never())
    expect(states(plan)).toEqual(all('queued'))
    expect(getRun(plan.catalog.database, plan.run).state).toBe('paused')
    expect(reasonOf(plan)).toMatch(/failed 3 times in a row.*SIGKILL/)
    resumeRun(plan.catalog.database, plan.run)
    await runner(plan).work(never())
    expect(states(plan)).toEqual(all('done'))
  })

  it('ends an engine that makes no progress', async () => {
    const plan = await planned()
    const struck = once()
    const startEngine = faulty({ STAND_IN_FAULT: 'hung', STAND_IN_ONCE: struck })
    // a machine may be too slow to start an engine within the first limits: then the run is paused, and tried with a longer one
    for (let limit = 1000; !existsSync(struck); limit *= 4) {
      if (getRun(plan.catalog.database, plan.run).state === 'paused') resumeRun(plan.catalog.database, plan.run)
      await runner(plan, { startEngine, hungMilliseconds: limit }).work(never())
    }
    if (getRun(plan.catalog.database, plan.run).state === 'paused') resumeRun(plan.catalog.database, plan.run)
    await runner(plan).work(never())
    expect(states(plan)).toEqual(all('done'))
  })

  it('fails a transfer that does not fit by itself with a sentence of what would', async () => {
    const plan = await planned()
    await runner(plan, { startEngine: faulty({ STAND_IN_FAULT: 'memory' }) }).work(never())
    expect(states(plan)).toEqual(all('failed'))
    expect(transfersOf(plan.catalog.database, plan.run)[0]!.error).toContain('a smaller size would fit')
  })

  it('computes fewer together where all do not fit', async () => {
    const plan = await planned()
    await runner(plan, { startEngine: faulty({ STAND_IN_FAULT: 'memory-above-1' }) }).work(never())
    expect(states(plan)).toEqual(all('done'))
  })

  it('pauses where a source is not there, and goes on when it is back', async () => {
    const plan = await planned()
    renameSync(plan.sources.contentRoot, `${plan.sources.contentRoot}-away`)
    await runner(plan).work(never())
    expect(reasonOf(plan)).toContain('is not there: mount its disk')
    renameSync(`${plan.sources.contentRoot}-away`, plan.sources.contentRoot)
    resumeRun(plan.catalog.database, plan.run)
    await runner(plan).work(never())
    expect(states(plan)).toEqual(all('done'))
  })

  it.skipIf(process.getuid?.() === 0)('pauses where the output folder is read-only', async () => {
    const plan = await planned()
    const outputs = outputsFolder(plan.catalog.workspace)
    chmodSync(outputs, 0o500)
    await runner(plan).work(never())
    chmodSync(outputs, 0o700)
    expect(getRun(plan.catalog.database, plan.run).state).toBe('paused')
    resumeRun(plan.catalog.database, plan.run)
    await runner(plan).work(never())
    expect(states(plan)).toEqual(all('done'))
  })

  it('pauses where the folder of its results cannot be made', async () => {
    const plan = await planned()
    const blocked = path.join(outputsFolder(plan.catalog.workspace), `run-${plan.run}`)
    writeFileSync(blocked, 'a file')
    await runner(plan).work(never())
    expect(getRun(plan.catalog.database, plan.run).state).toBe('paused')
    expect(states(plan)).toEqual(all('queued'))
    rmSync(blocked)
    resumeRun(plan.catalog.database, plan.run)
    await runner(plan).work(never())
    expect(states(plan)).toEqual(all('done'))
  })

  it('waits for a catalog that another process has locked', async () => {
    const plan = await planned()
    const other = new Database(plan.catalog.file)
    const { promise: locked, resolve: lock } = Promise.withResolvers<void>()
    let isLocked = false
    const onCurrent: RunnerOptions['onCurrent'] = (current) => {
      if (current?.phase !== 'denoise' || isLocked) return
      isLocked = true
      other.exec('BEGIN IMMEDIATE')
      lock()
    }
    const working = runner(plan, { onCurrent }).work(never())
    await locked
    await setTimeout(LONGER_THAN_A_STATEMENT_WAITS)
    expect(states(plan)).toEqual([...all('running', 4), ...all('queued', 4)])
    other.exec('COMMIT')
    other.close()
    await working
    expect(states(plan)).toEqual(all('done'))
  })

  it('finishes the block where it is paused, and begins no other', async () => {
    const plan = await planned()
    let computing = 0
    await runner(plan, {
      onCurrent: (current) => {
        if (current?.phase === 'denoise' && computing++ === 0) pauseRun(plan.catalog.database, plan.run)
      },
    }).work(never())
    expect(states(plan)).toEqual([...all('done', 4), ...all('queued', 4)])
    expect(getRun(plan.catalog.database, plan.run).state).toBe('paused')
  })

  it('gives back what it has in hand when it is interrupted', async () => {
    const plan = await planned()
    const ending = new AbortController()
    const onCurrent: RunnerOptions['onCurrent'] = (current) => void (current?.phase === 'denoise' && ending.abort())
    await runner(plan, { onCurrent, startEngine: faulty({ STAND_IN_FAULT: 'hung' }) }).work(ending.signal)
    expect(states(plan)).toEqual(all('queued'))
    await runner(plan).work(never())
    expect(states(plan)).toEqual(all('done'))
  })

  it('cancels what is left of a run that is stopped, the block in hand included', async () => {
    const plan = await planned()
    await runner(plan, {
      startEngine: faulty({ STAND_IN_FAULT: 'hung' }),
      onCurrent: (current) => {
        if (current?.phase === 'denoise') stopRun(plan.catalog.database, plan.run)
      },
    }).work(never())
    expect(states(plan)).toEqual(all('cancelled'))
    expect(getRun(plan.catalog.database, plan.run).state).toBe('stopped')
  })

  it('gives its block back where any process pauses the run at once, after an ordinary pause too', async () => {
    const plan = await planned()
    const { database } = plan.catalog
    await runner(plan, {
      startEngine: faulty({ STAND_IN_FAULT: 'hung' }),
      onCurrent: (current) => {
        if (current?.phase !== 'denoise') return
        pauseRun(database, plan.run)
        pauseRun(database, plan.run, 'now')
      },
    }).work(never())
    expect(states(plan)).toEqual(all('queued'))
    expect(getRun(database, plan.run)).toMatchObject({ state: 'paused', givesBack: true })
    resumeRun(database, plan.run)
    await runner(plan).work(never())
    expect(getRun(database, plan.run)).toMatchObject({ state: 'done', givesBack: false })
    expect(states(plan)).toEqual(all('done'))
  })

  it('sweeps what a process that is gone has left, and queues it again', async () => {
    const plan = await planned()
    const { database, workspace } = plan.catalog
    await runner(plan).work(never())
    const [first] = transfersOf(database, plan.run)
    const file = path.join(workspace.folder, first!.output!)
    writeFileSync(file, 'half')
    writeFileSync(path.join(path.dirname(file), '.weatherglass-0123.tmp'), 'half')
    database.exec(`UPDATE transfer SET state = 'running', output = NULL, sha256 = NULL WHERE id = ${first!.id}`)
    database.exec(`UPDATE run SET state = 'paused'`)
    await runner(plan).work(never())
    expect(existsSync(file)).toBe(false)
    expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(states(plan)[0]).toBe('queued')
  })

  it('is not confused by a clock that was set back', async () => {
    const plan = await planned()
    const { database } = plan.catalog
    database.exec(`UPDATE run SET started_utc = '2999-01-01T00:00:00.000Z', created_utc = '2999-01-01T00:00:00.000Z'`)
    await runner(plan).work(never())
    const [summary] = summariseRuns(database)
    expect(summary).toMatchObject({ state: 'done' })
    expect(summary!.workedSeconds).toBeGreaterThan(0)
  })
})
