import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ProgressBar } from '../../src/main/cli/progress-bar.ts'
import { writeResult } from '../../src/main/cli/transfer.ts'
import { startEngine, type Engine } from '../../src/main/engine/client.ts'
import type { TransferRequest, TransferResult } from '../../src/main/engine/protocol.ts'
import { parseSettings } from '../../src/shared/settings-schema.ts'
import { oraclePath } from '../oracle.ts'
import { watchBlocking as watch } from './blocked.ts'

const idleMilliseconds = 3000

/** A bar on a terminal of its own, redrawn as often as a real one. */
async function transfer(engine: Engine, request: TransferRequest): Promise<TransferResult & { messages: number }> {
  let messages = 0
  const bar = new ProgressBar({ isTTY: true, columns: 100, write: () => true })
  const onProgress: Parameters<typeof engine.transfer>[1] = {
    onProgress: (progress) => {
      messages++
      bar.report(progress)
    },
  }
  try {
    return { ...(await engine.transfer(request, onProgress)), messages }
  } finally {
    bar.end()
  }
}

/**
 * The thread that draws progress, while the tiny model restyles a picture of the size given (default 512x1024) and its result and
 * trace are written: how long it is blocked, beside the same thread with nothing to do.
 */
export async function run([size = '512x1024', steps = '6']: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-bench-'))
  const settings = parseSettings({ size: size.split('x').map(Number), steps: Number(steps), skip: 1 })
  const request: TransferRequest = {
    model: oraclePath('tiny-sd'),
    content: oraclePath('cactif', 'content.png'),
    contentLabel: oraclePath('cactif', 'content_label.png'),
    style: oraclePath('cactif', 'style.png'),
    styleLabel: oraclePath('cactif', 'style_label.png'),
    settings,
    provider: 'cpu',
    precision: 'fp32',
    trace: true,
  }
  const engine = startEngine()
  try {
    const idle = await watch('nothing', () => delay(idleMilliseconds))
    const plain = await watch('a transfer', () => transfer(engine, { ...request, trace: false }))
    const traced = await watch('a transfer with a trace', () => transfer(engine, request))
    const [out, trace] = [path.join(folder, 'out.png'), path.join(folder, 'trace.safetensors')]
    const { signal } = new AbortController()
    const written = await watch('writing picture, provenance and trace', () =>
      writeResult(traced.result, out, { trace, signal }),
    )
    for (const { what, longestTurn, longestWork } of [idle, plain, traced, written])
      console.log(
        `${what.padEnd(38)} longest turn ${longestTurn.toFixed(1)} ms, longest work ${longestWork.toFixed(1)} ms`,
      )
    console.log(`progress messages of a transfer at ${size}: ${plain.result.messages}`)
  } finally {
    await engine.stop()
    await rm(folder, { recursive: true })
  }
}
