import { WeightsError } from '../../../shared/errors.ts'
import { isFloatDtype } from './dtypes.ts'
import { narrowToHalfFloats, widenBrainFloats, widenHalfFloats } from './half-float.ts'
import { quoted } from './header-json.ts'
import type { TensorView } from './header.ts'

/** The type a provider computes in. */
export type ComputeDtype = 'F32' | 'F16'

const largestHalfFloat = 65_504

/**
 * Converts the bytes of a floating-point tensor, or a piece of whole elements of it. Widening is exact; narrowing rounds
 * to the nearest, ties to even. A value too large for the compute dtype is an error and not clamped: a clamped weight
 * gives other pictures without a word.
 *
 * @throws WeightsError naming tensor and value
 */
export function convertPiece(name: string, view: TensorView, piece: ArrayBuffer, compute: ComputeDtype): Uint8Array {
  if (view.dtype === compute || !isFloatDtype(view.dtype)) return new Uint8Array(piece)
  const singles = toSingleBits(name, view, piece)
  if (compute === 'F32') return new Uint8Array(singles.buffer)
  const halves = new Uint16Array(singles.length)
  const tooLarge = narrowToHalfFloats(singles, halves)
  if (tooLarge >= 0)
    throw overflow(
      name,
      view,
      new Float32Array(singles.buffer)[tooLarge]!,
      `float16 (at most ${largestHalfFloat}): compute in fp32`,
    )
  return new Uint8Array(halves.buffer)
}

/** The bit patterns of the piece as float32. */
function toSingleBits(name: string, view: TensorView, piece: ArrayBuffer): Uint32Array<ArrayBuffer> {
  if (view.dtype === 'F32') return new Uint32Array(piece)
  if (view.dtype === 'F64') {
    const doubles = new Float64Array(piece)
    const singles = Float32Array.from(doubles)
    const tooLarge = singles.findIndex((single, i) => !Number.isFinite(single) && Number.isFinite(doubles[i]!))
    if (tooLarge >= 0) throw overflow(name, view, doubles[tooLarge]!, 'float32: the weights are damaged')
    return new Uint32Array(singles.buffer)
  }
  const short = new Uint16Array(piece)
  const bits = new Uint32Array(short.length)
  if (view.dtype === 'F16') widenHalfFloats(short, bits)
  else widenBrainFloats(short, bits)
  return bits
}

function overflow(name: string, view: TensorView, value: number, limit: string): WeightsError {
  return new WeightsError(
    `${view.file}: tensor ${quoted(name)} holds ${value}, which is too large for ${limit}`,
    view.file,
  )
}
