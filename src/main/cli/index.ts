/** The command `weatherglass`: parses, runs, and turns whatever fails into one sentence and an exit code. */
import { Command, CommanderError } from 'commander'
import packageJson from '../../../package.json' with { type: 'json' }
import { addDemo } from './demo.ts'
import { addDoctor } from './doctor.ts'
import { addModel } from './model.ts'
import { reportFailure } from './report-error.ts'
import { addTransfer } from './transfer.ts'

function createProgram(): Command {
  const program = new Command('weatherglass')
    .description(packageJson.description)
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
  addTransfer(program)
  addModel(program)
  addDoctor(program)
  addDemo(program)
  return program
}

async function main(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    return reportFailure(error, { json: args.includes('--json') })
  }
}

process.exitCode = await main(process.argv.slice(2))
