/**
 * Bytes per element of every data type that safetensors files are written with. Types narrower than a byte (F4, F6)
 * are left out: nothing made for Stable Diffusion has them.
 */
export const bytesPerElement = {
  F64: 8,
  I64: 8,
  U64: 8,
  C64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  F8_E4M3FNUZ: 1,
  F8_E5M2FNUZ: 1,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const

export type Dtype = keyof typeof bytesPerElement

export const isDtype = (name: string): name is Dtype => Object.hasOwn(bytesPerElement, name)

/** The types that weights are computed from. The 8-bit floats are not among them: they come with scales of their own. */
export const floatDtypes = ['F64', 'F32', 'F16', 'BF16'] as const
export type FloatDtype = (typeof floatDtypes)[number]

export const isFloatDtype = (dtype: Dtype): dtype is FloatDtype => (floatDtypes as readonly Dtype[]).includes(dtype)

export const isQuantisedDtype = (dtype: Dtype): boolean => dtype.startsWith('F8_')

/** The number of elements of a shape; 1 for a scalar's `[]`. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)
