import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  ReaderPool,
  type PoolOptions,
  type ReadingOutcome,
} from '../../../../../src/main/catalog/indexing/reader/pool.ts'
import { CancelledError, EngineError, WriteError } from '../../../../../src/shared/errors.ts'
import { temporaryFolder } from '../../temporary-workspace.ts'

const standIn = fileURLToPath(new URL('stand-in.ts', import.meta.url))

interface StandInPool {
  readonly pool: ReaderPool
  readonly read: (name: string, options?: Parameters<ReaderPool['read']>[1]) => Promise<ReadingOutcome>
  /** Lets the readers answer for what is named `held`. */
  readonly release: () => void
  /** What the readers began, in this order: process and name. */
  readonly begun: () => { readonly pid: number; readonly name: string }[]
}

function newPool(options: Partial<PoolOptions> = {}): StandInPool {
  const thumbnails = temporaryFolder()
  const pool = new ReaderPool({ size: 2, thumbnails, entry: standIn, ...options })
  onTestFinished(() => pool.close())
  const log = path.join(thumbnails, 'log')
  return {
    pool,
    read: (name, readOptions) =>
      pool.read(
        { id: 1, root: '/', path: name, bytes: 1, modifiedMs: 1, expectedHash: null, label: null },
        readOptions,
      ),
    release: () => writeFileSync(path.join(thumbnails, 'released'), ''),
    begun: () =>
      (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []).map((line) => {
        const [pid, name] = line.split(' ')
        return { pid: Number(pid), name: name! }
      }),
  }
}

const changed = { outcome: 'changed' }
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}-${i}`)

describe('the pool of readers', () => {
  it('reads many images with no more processes than allowed', async () => {
    const { read, begun } = newPool({ size: 3 })
    expect(await Promise.all(numbered('fine', 40).map((name) => read(name)))).toEqual(Array(40).fill(changed))
    expect(new Set(begun().map(({ pid }) => pid)).size).toBeLessThanOrEqual(3)
    expect(begun()).toHaveLength(40)
  })

  it('fails the image that ends its process twice, and no other', async () => {
    const { read, begun } = newPool({ size: 2 })
    const names = [...numbered('slow', 6), 'crash', ...numbered('slow-too', 6)]
    const outcomes = await Promise.all(names.map((name) => read(name)))
    expect(outcomes.filter(({ outcome }) => outcome !== 'changed')).toEqual([
      { outcome: 'crashed', how: 'was ended by SIGSEGV' },
    ])
    expect(outcomes[6]!.outcome).toBe('crashed')
    expect(begun().filter(({ name }) => name === 'crash')).toHaveLength(2)
  })

  it('reads what was in hand beside a crash alone the second time', async () => {
    const { read } = newPool({ size: 1 })
    const names = ['crash-0', 'slow-0', 'crash-1', 'slow-1', 'crash-2', 'slow-2']
    const outcomes = await Promise.all(names.map((name) => read(name)))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      ...['crashed', 'changed', 'crashed', 'changed', 'crashed', 'changed'],
    ])
  })

  it('survives readers that are killed from outside', async () => {
    const { read, begun } = newPool({ size: 2 })
    const all = Promise.all(numbered('slow', 12).map((name) => read(name)))
    while (begun().length < 4) await setTimeout(10)
    process.kill(begun()[0]!.pid, 'SIGKILL')
    expect(await all).toEqual(Array(12).fill(changed))
  })

  it('kills a reader that says nothing, and takes that for a crash', async () => {
    const { read } = newPool({ size: 1, silenceMilliseconds: 1000 })
    const [hung, fine] = await Promise.all([read('hang'), read('fine')])
    expect(hung).toEqual({ outcome: 'crashed', how: 'said nothing for 1 s' })
    expect(fine).toEqual(changed)
  })

  it('passes on what the workspace refuses', async () => {
    const { read } = newPool()
    await expect(read('full')).rejects.toThrow(new WriteError('the disk is full'))
    expect(await read('fine')).toEqual(changed)
  })

  describe('where no reader can be started', () => {
    afterEach(() => delete process.env['STAND_IN_NEVER_READY'])

    it('says so after three attempts, and blames no image', async () => {
      process.env['STAND_IN_NEVER_READY'] = '1'
      const { read } = newPool()
      const reason = await read('fine').catch((error: unknown) => error)
      expect(reason).toBeInstanceOf(EngineError)
      expect((reason as Error).message).toContain('ended with 3 before it could begin')
    })
  })
})

describe('the pace', () => {
  it('in the background is one image at a time, with as long a rest after each', async () => {
    const { pool, read, begun } = newPool({ size: 3 })
    await read('fine')
    pool.setPace('background')
    expect(pool.capacity).toBe(1)
    const start = performance.now()
    await Promise.all(numbered('slow', 3).map((name) => read(name)))
    expect(performance.now() - start).toBeGreaterThan(480)
    expect(new Set(begun().map(({ pid }) => pid)).size).toBe(1)
  })

  it('paused begins nothing but what someone waits for', async () => {
    const { pool, read, begun } = newPool()
    pool.setPace('paused')
    const background = read('fine')
    expect(await read('wanted', { urgent: true })).toEqual(changed)
    await setTimeout(50)
    expect(begun().map(({ name }) => name)).toEqual(['wanted'])
    pool.setPace('full')
    expect(await background).toEqual(changed)
  })
})

it('what someone waits for comes before all else', async () => {
  const { read, begun } = newPool({ size: 1 })
  await read('fine')
  const all = numbered('slow', 8).map((name) => read(name))
  await read('wanted', { urgent: true })
  expect(
    begun()
      .map(({ name }) => name)
      .indexOf('wanted'),
  ).toBeLessThanOrEqual(4)
  await Promise.all(all)
})

it('an image that no reader has begun is given back when it is cancelled, one in hand is read to its end', async () => {
  const { read, begun, release } = newPool({ size: 1 })
  const controller = new AbortController()
  await read('fine')
  const all = numbered('held', 5).map((name) => read(name, { signal: controller.signal }))
  while (begun().length < 3) await setTimeout(10)
  controller.abort(new CancelledError('stopped'))
  release()
  const results = await Promise.allSettled(all)
  expect(results.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'],
  ])
  await expect(all[4]).rejects.toThrow(new CancelledError('stopped'))
  await expect(read('late', { signal: controller.signal })).rejects.toThrow(CancelledError)
})

it('closing ends the processes and fails what they had in hand', async () => {
  const { pool, read, begun } = newPool()
  const hung = expect(read('hang')).rejects.toThrow('Reading was stopped')
  while (begun().length < 1) await setTimeout(10)
  pool.close()
  await hung
  const { pid } = begun()[0]!
  for (let tries = 0; isRunning(pid) && tries < 100; tries++) await setTimeout(20)
  expect(isRunning(pid)).toBe(false)
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
