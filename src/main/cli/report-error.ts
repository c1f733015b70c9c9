import { CommanderError } from 'commander'
import { WeatherglassError, type ErrorCode } from '../../shared/errors.ts'

/** What a command that failed prints, and how it ends. */
export interface FailureReport {
  readonly error: { readonly code: ErrorCode | 'defect'; readonly message: string; readonly file?: string }
  readonly exitCode: 1 | 2
}

const wrongUsage: readonly string[] = ['usage', 'bad-settings']

/**
 * One sentence for whatever was thrown, and the exit code: 2 for wrong usage (options and settings), 1 for all else, Ctrl-C included.
 */
export function describeFailure(error: unknown): FailureReport {
  if (error instanceof WeatherglassError) {
    const message = sentence(error.message)
    return { error: { ...error.describe(), message }, exitCode: wrongUsage.includes(error.code) ? 2 : 1 }
  }
  if (error instanceof CommanderError) return { error: { code: 'usage', message: usageSentence(error) }, exitCode: 2 }
  const reason = error instanceof Error ? error.message : String(error)
  const message = `Weatherglass met an unexpected error (${reason}); WEATHERGLASS_DEBUG=1 shows where.`
  return { error: { code: 'defect', message }, exitCode: 1 }
}

/** In one line that ends as a sentence does. */
function sentence(message: string): string {
  const line = message.replace(/\s*\n\s*/g, ' ').trim()
  return /[.?!]\)?$/.test(line) ? line : `${line}.`
}

/** Commander's `error: unknown option '--sed'\n(Did you mean --seed?)` in one line. */
function usageSentence({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'A command is needed: see weatherglass --help.'
  const text = sentence(message.replace(/^error: /, ''))
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Prints the failure: with `--json` as one object on stdout, else as a line on stderr. Returns the exit code. */
export function reportFailure(error: unknown, { json }: { readonly json: boolean }): 1 | 2 {
  const report = describeFailure(error)
  if (json) process.stdout.write(`${JSON.stringify({ error: report.error })}\n`)
  else process.stderr.write(`${report.error.message}\n`)
  if (process.env['WEATHERGLASS_DEBUG'] && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n${typeof error.cause === 'string' ? error.cause : ''}`)
  return report.exitCode
}
