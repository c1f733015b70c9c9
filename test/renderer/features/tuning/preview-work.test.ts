import { describe, expect, it, vi } from 'vitest'
import type { PreviewState, StartPreview } from '../../../../src/shared/tuning.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'

vi.stubGlobal('window', { location: { origin: 'http://127.0.0.1', host: '127.0.0.1' } })
vi.mock('../../../../src/renderer/api.ts', async () => ({
  ...(await import('../../../../src/renderer/api/failures.ts')),
  ...(await import('../../../../src/renderer/api/watch.ts')),
}))
const { lineBroke } = await import('../../../../src/renderer/api/failures.ts')
const { PreviewWork } = await import('../../../../src/renderer/features/tuning/work/preview-work.ts')

type Calls = ConstructorParameters<typeof PreviewWork>[0]

const request: StartPreview = { content: 1, reference: 2, settings: {}, model: null, presetVersion: null }
const running = (preview: string, denoised: number): PreviewState => ({
  ...{ preview, content: 1, reference: 2, settings: defaultSettings, presetVersion: null, state: 'running' },
  ...{
    phase: 'denoise',
    step: denoised,
    steps: 4,
    denoised,
    denoisingSteps: 4,
    secondsLeft: null,
    predicted: denoised,
  },
})
const done = (preview: string): PreviewState => ({
  ...running(preview, 4),
  state: 'done',
  result: { evaluations: 12, seconds: 1, model: 'm', provider: 'cpu', precision: 'fp32', measures: null, warnings: [] },
})

/** Previews that say what is told to them, one after another. */
function told(...previews: readonly (readonly PreviewState[])[]) {
  const cancelled: string[] = []
  let started = 0
  const calls = {
    start: () => Promise.resolve({ preview: `p${started++}` }),
    watch: ({ preview }: { preview: string }) =>
      Promise.resolve(
        (async function* () {
          for (const state of previews[Number(preview.slice(1))]!) {
            await Promise.resolve()
            yield state
          }
          // a preview that has not ended goes on
          if (previews[Number(preview.slice(1))]!.at(-1)!.state === 'running') await new Promise(() => undefined)
        })(),
      ),
    cancel: ({ preview }: { preview: string }) => Promise.resolve(void cancelled.push(preview)),
  } as unknown as Calls
  return { work: new PreviewWork(calls), cancelled, started: () => started }
}

const until = (isReached: () => boolean) => vi.waitFor(() => expect(isReached()).toBe(true), { timeout: 30_000 })

/** As a stream ends whose socket is closed. */
const socketClosed = (): Error => Object.assign(new Error('the queue was closed'), { name: 'AbortError' })

describe('the preview that is computed', () => {
  it('is told step by step, and counts as history once it is done', async () => {
    const { work } = told([running('p0', 1), running('p0', 2), done('p0')])
    const steps: (number | undefined)[] = []
    work.subscribe(() => steps.push(work.current().preview?.denoised))
    work.start(request)
    expect(work.current().isRunning).toBe(true)
    await until(() => work.current().finished === 1)
    expect(work.current()).toMatchObject({ isRunning: false, failure: null, preview: { state: 'done' } })
    expect(steps).toEqual(expect.arrayContaining([1, 2, 4]))
  })

  it('gives way to the next one: what the first still says is not heard', async () => {
    const { work } = told([running('p0', 1), done('p0')], [running('p1', 1), done('p1')])
    work.start(request)
    work.start(request)
    await until(() => work.current().finished > 0)
    expect(work.current().preview?.preview).toBe('p1')
    expect(work.current().finished).toBe(1)
  })

  it('keeps why it failed until that is dismissed', async () => {
    const failure = { code: 'bad-settings', message: 'expected something else' } as const
    const { work } = told([{ ...running('p0', 1), state: 'failed', failure }])
    work.start(request)
    await until(() => work.current().failure !== null)
    expect(work.current().isRunning).toBe(false)
    work.dismiss()
    expect(work.current().failure).toBeNull()
  })

  it('is cancelled by its name, and starts anew only while it runs', async () => {
    const { work, cancelled, started } = told([running('p0', 1)])
    work.start(request)
    await until(() => work.current().preview !== null)
    await work.cancel()
    expect(cancelled).toEqual(['p0'])
    work.restart(request)
    expect(started()).toBe(1)
  })

  it('that is cancelled before it has a name is cancelled as soon as it has one', async () => {
    const { promise: named, resolve: name } = Promise.withResolvers<{ preview: string }>()
    const cancelled: string[] = []
    const work = new PreviewWork({
      start: () => named,
      watch: () => Promise.resolve((async function* () {})()),
      cancel: ({ preview }: { preview: string }) => Promise.resolve(void cancelled.push(preview)),
    } as unknown as Calls)
    work.start(request)
    const ended = work.cancel()
    expect(work.current().isRunning).toBe(false)
    name({ preview: 'p0' })
    await ended
    expect(cancelled).toEqual(['p0'])
    expect(work.current()).toMatchObject({ isRunning: false, failure: null })
  })

  it('goes on where the line breaks, and is heard again over the next one', async () => {
    let lines = 0
    const work = new PreviewWork({
      start: () => Promise.resolve({ preview: 'p0' }),
      watch: () => {
        lines++
        if (lines === 2) return Promise.reject(lineBroke())
        return Promise.resolve(
          (async function* () {
            yield await Promise.resolve(running('p0', lines))
            if (lines === 1) throw socketClosed()
            yield done('p0')
          })(),
        )
      },
    } as unknown as Calls)
    const wasRunning: boolean[] = []
    work.subscribe(() => work.current().preview?.state === 'running' && wasRunning.push(work.current().isRunning))
    work.start(request)
    await until(() => work.current().finished === 1)
    expect(lines).toBe(3)
    expect(wasRunning).not.toContain(false)
    expect(work.current()).toMatchObject({ isRunning: false, failure: null, preview: { state: 'done' } })
  })

  it('is cancelled over the next line where one breaks', async () => {
    const asked: string[] = []
    const work = new PreviewWork({
      start: () => Promise.resolve({ preview: 'p0' }),
      watch: () => new Promise(() => undefined),
      cancel: ({ preview }: { preview: string }) => {
        asked.push(preview)
        return asked.length === 1 ? Promise.reject(lineBroke()) : Promise.resolve()
      },
    } as unknown as Calls)
    work.start(request)
    await work.cancel()
    expect(asked).toEqual(['p0', 'p0'])
    expect(work.current()).toMatchObject({ isRunning: false, failure: null })
  })
})
