/** The command `weatherglass`. */
import { goOnWithoutReader } from './closed-output.ts'
import { runProgram } from './program.ts'

goOnWithoutReader()
await runProgram(process.argv.slice(2))
