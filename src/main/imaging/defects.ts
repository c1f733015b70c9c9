import { ImageError, LabelError } from '../../shared/errors.ts'
import type { ProblemCode } from '../../shared/problems.ts'

/** An image that cannot be used for a reason that the list of a source's problems knows by a code of its own. */
export class ImageDefect extends ImageError {
  readonly problem: ProblemCode

  constructor(problem: ProblemCode, message: string, file: string, options?: ErrorOptions) {
    super(message, file, options)
    this.problem = problem
  }
}

/** A label map that cannot be used for a reason that the list of a source's problems knows by a code of its own. */
export class LabelDefect extends LabelError {
  readonly problem: ProblemCode

  constructor(problem: ProblemCode, message: string, file: string, options?: ErrorOptions) {
    super(message, file, options)
    this.problem = problem
  }
}

/** The code under which a source's list of problems shows the error; damaged and truncated files are `unreadable`. */
export const problemOf = (error: ImageError | LabelError): ProblemCode =>
  error instanceof ImageDefect || error instanceof LabelDefect ? error.problem : 'unreadable'
