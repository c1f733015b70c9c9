import { readFileSync } from 'node:fs'
import { writeExport, type WriteRequest } from '../../../../src/main/export/write/write-export.ts'

/** Writes the export of a request file, in a process that a test may kill. */
const request = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as WriteRequest
process.stdout.write('begun\n')
let told = 0
await writeExport(request, {
  onProgress: ({ done }) => {
    if (done > told) process.stdout.write(`pair ${(told = done)}\n`)
  },
})
process.stdout.write('done\n')
