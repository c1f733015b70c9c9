import { Command, CommanderError } from 'commander'
import packageJson from '../../../package.json' with { type: 'json' }
import { addIndex } from './catalog/index-source.ts'
import { addProblems } from './catalog/problems.ts'
import { addRcs } from './catalog/rcs.ts'
import { addSources } from './catalog/sources.ts'
import { addSuggest } from './catalog/suggest.ts'
import { addWorkspace } from './catalog/workspace.ts'
import { addDemoData } from './demo-data.ts'
import { addDemo } from './demo.ts'
import { addDoctor } from './doctor.ts'
import { addExport } from './export/export.ts'
import { addVerify } from './export/verify.ts'
import { addLabels } from './labels/labels.ts'
import { addModel } from './model.ts'
import { reportFailure } from './report-error.ts'
import { addServe } from './serve.ts'
import { addReview } from './review/review.ts'
import { addMerge } from './runs/merge.ts'
import { addQueue } from './runs/queue.ts'
import { addReproduce } from './runs/reproduce.ts'
import { addRunCommand } from './runs/run.ts'
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
  addDemoData(program)
  addIndex(program)
  addSources(program)
  addProblems(program)
  addSuggest(program)
  addLabels(program)
  addRcs(program)
  addExport(program)
  addVerify(program)
  addWorkspace(program)
  addRunCommand(program)
  addQueue(program)
  addMerge(program)
  addReproduce(program)
  addReview(program)
  addServe(program)
  return program
}

/** Runs the command of these arguments; whatever fails becomes one sentence, and an exit code in `process.exitCode`. */
export async function runProgram(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return
    process.exitCode = reportFailure(error, { json: args.includes('--json') })
  }
}
