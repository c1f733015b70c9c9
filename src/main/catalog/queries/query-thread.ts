/** The thread of the queries: the entry that `startCatalogQueries` starts. */
import { parentPort, workerData } from 'node:worker_threads'
import { WeatherglassError } from '../../../shared/errors.ts'
import { connect } from '../database.ts'
import { asCatalogError } from '../database-errors.ts'
import { CatalogReader } from './catalog-reader.ts'
import type { QueryName, ThreadReply, ThreadRequest } from './protocol.ts'

const file = workerData as string
const port = parentPort!
const waiting = new Map<number, { readonly query: QueryName; readonly question: readonly unknown[] }>()
/** What the grid waits for. */
const seen: ReadonlySet<QueryName> = new Set(['page', 'position', 'reviewPage'])
let reader: CatalogReader | null = null

port.on('message', (request: ThreadRequest) => {
  switch (request.type) {
    case 'ask':
      waiting.set(request.id, request)
      // after all messages that are there already: one of them may cancel it
      setImmediate(answerNext)
      return
    case 'cancel':
      waiting.delete(request.id)
      return
    case 'close':
      waiting.clear()
      closeReader()
      port.close()
  }
})

function answerNext(): void {
  const questions = [...waiting]
  // somebody looks at the grid and waits for its pictures; counts may come a moment later
  const next = questions.find(([, { query }]) => seen.has(query)) ?? questions[0]
  if (!next) return
  const [id, { query, question }] = next
  waiting.delete(id)
  port.postMessage(replyTo(id, query, question))
}

function replyTo(id: number, query: QueryName, question: readonly unknown[]): ThreadReply {
  try {
    reader ??= new CatalogReader(connect(file, { durability: 'crash', readonly: true }))
    const answer = (reader[query] as (...question: readonly unknown[]) => unknown)(...question)
    return { type: 'answer', id, answer }
  } catch (thrown) {
    const error = asCatalogError(thrown, file)
    if (error instanceof WeatherglassError) {
      // a question that cannot be answered says nothing against the connection; a failure of the file does
      if (error !== thrown) closeReader()
      return { type: 'failed', id, error: error.describe() }
    }
    return { type: 'defect', id, error: error instanceof Error ? error : new Error(String(error)) }
  }
}

function closeReader(): void {
  reader?.close()
  reader = null
}
