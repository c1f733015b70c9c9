/** A reader that does what the names of its images say, for tests of the pool. */
import { appendFileSync, existsSync } from 'node:fs'
import path from 'node:path'
import type { ReaderEvent, ReaderRequest } from '../../../../../src/main/catalog/indexing/reader/reading.ts'

const send = (event: ReaderEvent): void => void process.send?.(event)
const begun: string[] = []

function answerWhen(file: string, answer: () => void): void {
  if (existsSync(file)) answer()
  else setTimeout(() => answerWhen(file, answer), 5)
}

process.on('disconnect', () => process.exit())
process.on('message', ({ job, image, thumbnails }: ReaderRequest) => {
  const file = path.basename(image.path)
  begun.push(file)
  appendFileSync(path.join(thumbnails, 'log'), `${process.pid} ${file}\n`)
  const answer = () => send({ type: 'done', job, reading: { outcome: 'changed' } })
  if (file.startsWith('crash')) setTimeout(() => process.kill(process.pid, 'SIGSEGV'), 20)
  else if (file.startsWith('hang')) return
  else if (file.startsWith('full'))
    send({ type: 'failed', job, error: { code: 'write-failed', message: 'the disk is full' } })
  else if (file.startsWith('held')) answerWhen(path.join(thumbnails, 'released'), answer)
  else if (file.startsWith('slow')) setTimeout(answer, 100)
  else answer()
})
if (process.env['STAND_IN_NEVER_READY']) process.exit(3)
send({ type: 'ready' })
