/** The inference process: the entry that `startEngine` forks. */
import { BlockMemory, runBlock } from './block-job.ts'
import { serveJobs } from './job-server.ts'
import { ModelLoader } from './model-loader.ts'
import { runTransfer } from './transfer-job.ts'
import { runVerify } from './verify-job.ts'

const models = new ModelLoader()
const memory = new BlockMemory()

serveJobs({
  transfer: (request, context) => runTransfer(models, request, context),
  block: (request, context) => runBlock(models, memory, request, context),
  verify: runVerify,
})
