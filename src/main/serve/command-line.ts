import { Command, CommanderError } from 'commander'
import { UsageError } from '../../shared/errors.ts'

export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly workspace?: string
  /** Folders that the page may be shown; empty: the usual ones. */
  readonly root: readonly string[]
}

const DEFAULT_PORT = 8477

/** The options of `serve`; undefined where help was asked for. @throws UsageError */
export function parseServeOptions(args: readonly string[]): ServeOptions | undefined {
  const command = new Command('serve')
    .description('Serves Weatherglass to a browser of this machine, or of one that reaches it by SSH.')
    .option('--port <number>', 'to listen on; 0 for any that is free', portOf, DEFAULT_PORT)
    .option(
      '--host <address>',
      'to listen on; other than this machine alone, whoever is on the network can read along',
      '127.0.0.1',
    )
    .option('--workspace <folder>', 'to open; else the one that was open last')
    .option(
      '--root <folder>',
      'that the page may be shown, in place of the home folder and mounted disks; repeatable',
      collect,
      [],
    )
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
  try {
    return command.parse(args, { from: 'user' }).opts<ServeOptions>()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return undefined
    const text = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ')
    throw new UsageError(`${text.charAt(0).toUpperCase()}${text.slice(1)}; see --help`)
  }
}

const collect = (folder: string, others: readonly string[]): string[] => [...others, folder]

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`Expected --port as a number from 0 to 65535 but received "${text}"`)
  return port
}
