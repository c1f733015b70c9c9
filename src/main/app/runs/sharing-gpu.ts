import { cudaEnvironment } from '../../engine/devices/cuda-libraries.ts'
import type { EngineOptions } from '../../engine/client.ts'
import type { GpuTurns, GpuUser } from '../../engine/gpu-turns.ts'
import { startBlockEngine, type BlockEngine } from '../../runs/runner/block-engine.ts'

/** The inference process of the queue, which computes its blocks in turn with whoever else needs the GPU. */
export function sharingGpu(gpu: GpuTurns, options: EngineOptions = {}): BlockEngine {
  let engine: BlockEngine | null = null
  const letGo = async (): Promise<void> => {
    const ended = engine
    engine = null
    await ended?.stop()
  }
  const user: GpuUser = { letGo }
  const start = async (): Promise<BlockEngine> =>
    (engine ??= startBlockEngine({ ...options, env: { ...(await cudaEnvironment(undefined)), ...options.env } }))
  return {
    compute: async (order, computing) => {
      if (order.plan.provider === 'cpu') return await (await start()).compute(order, computing)
      return await gpu.during(
        user,
        computing.signal,
        async (onProvider) => (await start()).compute(order, { ...computing, onProvider }),
        computing.onWait,
      )
    },
    stop: async () => {
      await letGo()
      gpu.leave(user)
    },
  }
}
