import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { describeEnd, startEngine, type Engine, type EngineOptions } from '../../../src/main/engine/client.ts'
import type { Progress, TransferRequest } from '../../../src/main/engine/protocol.ts'
import { CancelledError, EngineError, ImageError } from '../../../src/shared/errors.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'

const entry = fileURLToPath(new URL('stand-in.ts', import.meta.url))
let engine: Engine
afterEach(() => engine.stop())

const start = (options: EngineOptions = {}): Engine => (engine = startEngine({ entry, ...options }))

const request = (script = ''): TransferRequest => ({
  model: 'model',
  content: 'content.png',
  style: 'style.png',
  settings: { ...defaultSettings, prompt: script, size: [64, 128] },
  provider: 'cpu',
  precision: 'fp32',
  trace: true,
})

/** Waits until the process is gone; signal 0 only asks. */
async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
    await delay(50)
  }
  return false
}

const enginePid = async (): Promise<number> => Number((await engine.transfer(request())).provenance.model.fingerprint)

describe('a job', () => {
  it('answers with typed arrays as they were, after its progress', async () => {
    const seen: Progress[] = []
    const result = await start().transfer(request('steps 3'), { onProgress: (progress) => seen.push(progress) })
    expect(seen.map(({ step }) => step)).toEqual([1, 2, 3])
    expect(result.rgb).toBeInstanceOf(Uint8Array)
    expect(result.rgb).toHaveLength(64 * 128 * 3)
    expect(result.rgb[252]).toBe(1)
    expect(result.trace?.get('w0.content')?.data).toEqual(Float32Array.of(1, 2))
  })

  it('that refuses its input rejects with the same error', async () => {
    const failure = await start()
      .transfer(request('refuse'))
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ImageError)
    expect(failure).toMatchObject({ code: 'bad-image', file: 'content.png', message: 'content.png is not an image' })
  })

  it('with a defect keeps the stack of the inference process', async () => {
    const failure = await start()
      .transfer(request('throw'))
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(EngineError)
    expect((failure as Error).message).toContain('undefined is not a function')
    expect((failure as Error).stack).toContain('stand-in.ts')
  })

  it('waits for the one before it, in the same process', async () => {
    start()
    const order: string[] = []
    const both = [
      engine.transfer(request('steps 4')).then((result) => (order.push('first'), result)),
      engine.transfer(request()).then((result) => (order.push('second'), result)),
    ]
    const [first, second] = await Promise.all(both)
    expect(order).toEqual(['first', 'second'])
    expect(first!.provenance.model.fingerprint).toBe(second!.provenance.model.fingerprint)
  })
})

describe('a process that says nothing', () => {
  it('for as long as is allowed is killed, and the next job has another', async () => {
    start()
    const pid = await enginePid()
    const failure = await engine
      .transfer(request('block 600000'), { silenceMilliseconds: 200 })
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(EngineError)
    expect((failure as Error).message).toContain('made no progress')
    expect(await isGone(pid)).toBe(true)
    expect(await enginePid()).not.toBe(pid)
  })

  it('but reports its steps goes on, however long it takes', async () => {
    start()
    await enginePid()
    const job = engine.transfer(request('steps 60'), { silenceMilliseconds: 60_000 })
    expect((await job).rgb).toHaveLength(64 * 128 * 3)
  })
})

it('a process that ends for want of memory says so by its kind of error', async () => {
  await expect(start().transfer(request('no-memory'))).rejects.toMatchObject({ code: 'out-of-memory' })
})

describe('cancelling', () => {
  it('ends the job between two steps and keeps the process', async () => {
    start()
    const pid = await enginePid()
    const controller = new AbortController()
    let steps = 0
    const job = engine.transfer(request('steps 500'), {
      signal: controller.signal,
      onProgress: () => {
        if (++steps === 3) controller.abort()
      },
    })
    await expect(job).rejects.toBeInstanceOf(CancelledError)
    expect(steps).toBeLessThan(10)
    expect(await enginePid()).toBe(pid)
  })

  it('kills the process after the grace period, and the next job gets a new one', async () => {
    start({ graceMilliseconds: 100 })
    const pid = await enginePid()
    const controller = new AbortController()
    const begin = performance.now()
    const job = engine.transfer(request('block 20000'), { signal: controller.signal })
    setTimeout(() => controller.abort(), 100)
    await expect(job).rejects.toBeInstanceOf(CancelledError)
    expect(performance.now() - begin).toBeLessThan(5000)
    expect(await isGone(pid)).toBe(true)
    expect(await enginePid()).not.toBe(pid)
  })

  it('before the start runs nothing', async () => {
    start()
    const job = engine.transfer(request('exit 3'), { signal: AbortSignal.abort() })
    await expect(job).rejects.toBeInstanceOf(CancelledError)
  })

  it('a job that still waits leaves the running one alone', async () => {
    start()
    const controller = new AbortController()
    const first = engine.transfer(request('steps 10'))
    const second = engine.transfer(request('exit 3'), { signal: controller.signal })
    controller.abort()
    await expect(second).rejects.toBeInstanceOf(CancelledError)
    expect((await first).width).toBe(128)
  })
})

describe('the end of the process', () => {
  it('rejects the job with exit code and last words, and the next job gets a new process', async () => {
    start()
    const failure = await engine.transfer(request('exit 3')).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(EngineError)
    expect(failure).toMatchObject({ cause: 'last words\n' })
    expect((failure as Error).message).toContain('exit code 3')
    expect((await engine.transfer(request())).width).toBe(128)
  })

  it('by SIGKILL is explained by memory', async () => {
    await expect(start().transfer(request('signal SIGKILL'))).rejects.toThrow('ran out of memory')
  })

  it.each([
    [1, null, 'exit code 1'],
    [null, 'SIGSEGV', 'crashed (SIGSEGV)'],
    [null, 'SIGTERM', 'from outside (SIGTERM)'],
  ] as const)('by code %s or signal %s says so', (code, signal, message) => {
    expect(describeEnd(code, signal)).toContain(message)
  })

  it('of a module that does not exist is an error, not a hang', async () => {
    await expect(start({ entry: '/nowhere/engine.js' }).transfer(request())).rejects.toThrow('exit code 1')
  })

  it('stop ends it in mid-run', async () => {
    start()
    const pid = await enginePid()
    const job = expect(engine.transfer(request('steps 500'))).rejects.toBeInstanceOf(EngineError)
    await engine.stop()
    await job
    expect(await isGone(pid)).toBe(true)
  })
})

describe('no orphan stays', () => {
  const application = (how: string): string => `
    import { startEngine } from ${JSON.stringify(fileURLToPath(new URL('../../../src/main/engine/client.ts', import.meta.url)))}
    const engine = startEngine({ entry: ${JSON.stringify(entry)} })
    const request = ${JSON.stringify(request())}
    console.log((await engine.transfer(request)).provenance.model.fingerprint)
    request.settings.prompt = 'quiet 500'
    void engine.transfer(request)
    setTimeout(() => ${how}, 300)
  `
  it.each([
    ['exits', 'process.exit(0)'],
    ['is killed', "process.kill(process.pid, 'SIGKILL')"],
  ])('when the application %s in mid-run', async (_, how) => {
    start()
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', application(how)])
    const { stdout } = await run.catch((error: { stdout: string }) => error)
    const pid = Number(stdout)
    expect(pid).toBeGreaterThan(0)
    expect(await isGone(pid)).toBe(true)
  })
})
