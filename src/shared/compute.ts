/** What computes: an execution provider of ONNX Runtime and the precision of its arithmetic. */

export const providers = ['cuda', 'webgpu', 'dml', 'coreml', 'cpu'] as const
export type Provider = (typeof providers)[number]

/** `auto`: the fastest provider of this machine that computes right. */
export const providerChoices = ['auto', ...providers] as const
export type ProviderChoice = (typeof providerChoices)[number]

export const precisions = ['fp32', 'fp16'] as const
export type Precision = (typeof precisions)[number]

/** `auto`: fp16 where the provider is faster with it, fp32 elsewhere. */
export const precisionChoices = ['auto', ...precisions] as const
export type PrecisionChoice = (typeof precisionChoices)[number]
