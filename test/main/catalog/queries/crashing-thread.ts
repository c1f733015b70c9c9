/** The thread of the queries, which a question about one image ends. */
import { parentPort } from 'node:worker_threads'
import '../../../../src/main/catalog/queries/query-thread.ts'
import type { ThreadRequest } from '../../../../src/main/catalog/queries/protocol.ts'

parentPort!.on('message', (request: ThreadRequest) => {
  if (request.type === 'ask' && request.query === 'image') throw new Error('out of luck')
})
