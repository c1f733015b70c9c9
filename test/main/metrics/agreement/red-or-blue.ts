import { writeFileSync } from 'node:fs'
import { Graph } from '../../../../src/main/diffusion/onnx/graph.ts'
import { concat, reshape, slice } from '../../../../src/main/diffusion/onnx/operators.ts'

/** Writes a network whose scores are these channels of the picture: by default red and blue, of two classes. */
export function writeNetwork(file: string, channels: readonly number[] = [0, 2]): void {
  const graph = new Graph({ device: 'cpu', compute: 'float32' })
  const picture = graph.input('x', 'float32', [1, 3, 4, 8])
  const scores = channels.map((at) => slice(graph, picture, 1, at, at + 1, 1))
  graph.output('scores', scores.length === 1 ? scores[0]! : concat(graph, scores, 1))
  writeFileSync(file, graph.finish().bytes)
}

/** Writes a network whose output has a shape that is none of a segmentation. */
export function writeFlatNetwork(file: string): void {
  const graph = new Graph({ device: 'cpu', compute: 'float32' })
  const picture = graph.input('x', 'float32', [1, 3, 4, 8])
  graph.output('scores', reshape(graph, picture, [3, 32]))
  writeFileSync(file, graph.finish().bytes)
}
