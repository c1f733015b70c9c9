import { UsageError } from '../../../../shared/errors.ts'
import { exportOptionsSchema, type ExportOptions } from '../../../../shared/exports.ts'

/** The choices as a file, which `weatherglass export --options` takes too. */
export const optionsText = (options: ExportOptions): string => `${JSON.stringify(options, null, 2)}\n`

const fileSchema = exportOptionsSchema.unwrap().partial({ runs: true })

/**
 * Choices of a file; what it leaves out takes its default, but the runs, which stay as they are.
 *
 * @throws UsageError where it holds something else
 */
export function readOptions(text: string, name: string, runs: ExportOptions['runs']): ExportOptions {
  const read = fileSchema.safeParse(jsonOf(text, name))
  if (read.success) return { ...read.data, runs: read.data.runs ?? runs }
  const [issue] = read.error.issues
  const where = issue?.path.join('.') ?? ''
  throw new UsageError(
    `${name} holds no choices of an export: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'not understood'}.`,
    name,
  )
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${name} is no JSON; choose a file that was saved by "Save choices".`, name)
  }
}
