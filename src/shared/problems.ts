/** What can be wrong with a source's files: the codes that `weatherglass problems --json` prints. */
export const problemCodes = [
  'size-mismatch',
  'unreadable',
  'single-colour',
  'no-known-class',
  'label-missing',
  'image-missing',
  'duplicate-name',
  'empty-file',
  'wrong-colour-type',
  'too-large',
  'outside-source',
  'source-missing',
] as const
export type ProblemCode = (typeof problemCodes)[number]

/** One defect of a source, in words that a person can act on. */
export interface Problem {
  /** Relative to its source, `/` between the parts; empty where it is about the source itself. */
  readonly path: string
  readonly problem: ProblemCode
  /** One sentence: what, expected and found, what to do. */
  readonly message: string
}
