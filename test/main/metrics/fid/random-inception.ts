import golden from '../../../fixtures/inception/golden.json' with { type: 'json' }
import { writeSafetensors, type TensorToWrite } from '../../../../src/main/diffusion/safetensors.ts'

/** 0 to 1 by place and key, as in test/fixtures/inception/make_golden.py. */
export function noise(count: number, key: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let h = (Math.imul(i + 1, 2654435761) ^ key) >>> 0
    h = (h ^ (h >>> 15)) >>> 0
    h = Math.imul(h, 0x85ebca6b) >>> 0
    h = (h ^ (h >>> 13)) >>> 0
    return h / 2 ** 32
  })
}

function fnv(text: string): number {
  let h = 0x811c9dc5
  for (const byte of Buffer.from(text)) h = Math.imul(h ^ byte, 0x01000193) >>> 0
  return h
}

function tensor(name: string, shape: readonly number[]): TensorToWrite {
  const u = noise(
    shape.reduce((product, size) => product * size, 1),
    fnv(name),
  )
  const fanIn = shape.slice(1).reduce((product, size) => product * size, 1)
  const value = name.endsWith('conv.weight')
    ? (x: number): number => (x - 0.5) * 2 * Math.sqrt(6 / fanIn)
    : /bn\.bias$|running_mean$/.test(name)
      ? (x: number): number => (x - 0.5) * 0.2
      : (x: number): number => 0.8 + 0.4 * x
  return { dtype: 'F32', shape, data: Float32Array.from(u, value) }
}

/** An InceptionV3 of random weights in the naming of pytorch-fid, 95 MB. */
export async function writeRandomInception(file: string): Promise<void> {
  const tensors = Object.entries(golden.convolutions).flatMap(([scope, shape]) => [
    [`${scope}.conv.weight`, tensor(`${scope}.conv.weight`, shape)] as const,
    ...['weight', 'bias', 'running_mean', 'running_var'].map((name) => {
      const full = `${scope}.bn.${name}`
      return [full, tensor(full, [shape[0]!])] as const
    }),
  ])
  await writeSafetensors(file, tensors)
}
