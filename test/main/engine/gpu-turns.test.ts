import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { GpuTurns, type GpuUser } from '../../../src/main/engine/gpu-turns.ts'
import { CancelledError } from '../../../src/shared/errors.ts'

/** Users of one GPU, with what happens to them written down. */
function usersOf(turns: GpuTurns) {
  const said: string[] = []
  const user = (name: string): GpuUser => ({ letGo: () => Promise.resolve(void said.push(`${name} lets go`)) })
  const begin = (name: string, who: GpuUser, signal?: AbortSignal) => {
    const { promise, resolve: finish } = Promise.withResolvers<void>()
    const started = Promise.withResolvers<Parameters<Parameters<GpuTurns['during']>[2]>[0]>()
    const done = turns.during(who, signal, async (onProvider) => {
      said.push(`${name} begins`)
      started.resolve(onProvider)
      await promise
      said.push(`${name} ends`)
    })
    return { done, finish, started: started.promise }
  }
  return { said, user, begin }
}

describe('GpuTurns', () => {
  it('lets a preview wait for the end of a block, whose process is ended before it begins', async () => {
    const { said, user, begin } = usersOf(new GpuTurns())
    const [run, tuning] = [user('run'), user('tuning')]
    const first = begin('block 1', run)
    await first.started
    const preview = begin('preview', tuning)
    const second = begin('block 2', run)
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    expect(said).toEqual(['block 1 begins'])
    for (const each of [first, preview, second]) each.finish()
    await Promise.all([first.done, preview.done, second.done])
    expect(said).toEqual([
      ...['block 1 begins', 'block 1 ends', 'run lets go', 'preview begins', 'preview ends'],
      ...['tuning lets go', 'block 2 begins', 'block 2 ends'],
    ])
  })

  it('ends no process for work that is cancelled before its turn', async () => {
    const { said, user, begin } = usersOf(new GpuTurns())
    const block = begin('block', user('run'))
    block.finish()
    await block.done
    const preview = begin('preview', user('tuning'), AbortSignal.abort())
    await expect(preview.done).rejects.toThrow(CancelledError)
    expect(said).toEqual(['block begins', 'block ends'])
  })

  it('keeps a process from block to block', async () => {
    const { said, user, begin } = usersOf(new GpuTurns())
    const run = user('run')
    for (const name of ['block 1', 'block 2']) {
      const block = begin(name, run)
      block.finish()
      await block.done
    }
    expect(said).not.toContain('run lets go')
  })

  it('gives the turn on as soon as the CPU computes, and both go on', async () => {
    const { said, user, begin } = usersOf(new GpuTurns())
    const block = begin('block', user('run'))
    ;(await block.started)('cpu')
    const preview = begin('preview', user('tuning'))
    ;(await preview.started)('webgpu')
    expect(said).toEqual(['block begins', 'preview begins'])
    for (const each of [block, preview]) each.finish()
    await Promise.all([block.done, preview.done])
  })

  it('is left by whoever is cancelled while waiting, and by work that failed', async () => {
    const turns = new GpuTurns()
    const { user, begin } = usersOf(turns)
    const block = begin('block', user('run'))
    await block.started
    const controller = new AbortController()
    const preview = begin('preview', user('tuning'), controller.signal)
    controller.abort()
    await expect(preview.done).rejects.toThrow(CancelledError)
    block.finish()
    await block.done
    const failing = turns.during(user('run'), undefined, () => Promise.reject(new Error('broken')))
    await expect(failing).rejects.toThrow('broken')
    const last = begin('last', user('tuning'))
    last.finish()
    await last.done
  })
})
