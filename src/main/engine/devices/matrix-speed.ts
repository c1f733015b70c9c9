import { Graph, type Value } from '../../diffusion/onnx/graph.ts'
import { matmul, reduceSum } from '../../diffusion/onnx/operators.ts'
import { float32, Session, targetOf, type Device } from '../../diffusion/session.ts'

/**
 * Sides of the matrices, smallest first; a large one keeps any GPU busy for longer than a copy to it takes. What takes longer than
 * `repeated` (milliseconds) is not done again; the first time a provider compiles its kernels.
 */
const sizes = [
  { side: 512, repeated: 4000 },
  { side: 2048, repeated: 400 },
]
const products = 4
/** A device that needs this many milliseconds for small matrices (a GPU that is imitated in software) is not asked for large ones. */
const patience = 400

/**
 * How fast a device multiplies matrices, in GFLOP/s: what tells a GPU from a software driver that only imitates one.
 * @throws ProviderError where it does not start or lacks the precision
 */
export async function measureMatrixSpeed(device: Device): Promise<number> {
  const session = await Session.create(productChain(device), device)
  try {
    let speed = 0
    for (const { side, repeated } of sizes) {
      const first = await timeProducts(session, side)
      const time = first > repeated ? first : await timeProducts(session, side)
      speed = (products * 2 * side ** 3) / time / 1e6
      if (time > patience) break
    }
    return speed
  } finally {
    await session.release()
  }
}

/** x W W ... summed over its rows, so that nothing large is copied back. */
function productChain(device: Device) {
  const target = targetOf(device)
  const graph = new Graph(target)
  const [x, weight] = ['x', 'weight'].map((name) => graph.input(name, 'float32', ['side', 'side']))
  const factor = graph.cast(weight!, target.compute)
  let value: Value = graph.cast(x!, target.compute)
  for (let i = 0; i < products; i++) value = matmul(graph, value, factor)
  graph.output('sums', reduceSum(graph, graph.cast(value, 'float32'), 0))
  return graph.finish()
}

async function timeProducts(session: Session, side: number): Promise<number> {
  const matrix = float32(signs(side * side, 1 / Math.sqrt(side)), [side, side])
  const begin = performance.now()
  await session.run({ x: matrix, weight: matrix })
  return performance.now() - begin
}

/** Signs without a pattern (a linear congruential generator), times `size`: products then keep their size, in float16 too. */
function signs(count: number, size: number): Float32Array {
  let state = 1
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state < 0 ? -size : size
  })
}
