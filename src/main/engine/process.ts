/** The inference process: the entry that `startEngine` forks. */
import { serveJobs } from './job-server.ts'
import { ModelLoader } from './model-loader.ts'
import { runTransfer } from './transfer-job.ts'
import { runVerify } from './verify-job.ts'

const models = new ModelLoader()

serveJobs({
  transfer: (request, context) => runTransfer(models, request, context),
  verify: runVerify,
})
