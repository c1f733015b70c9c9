import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import path from 'node:path'
import { inspect } from 'node:util'
import { logFolder } from './log-folder.ts'

export interface LogOptions {
  readonly folder?: string
  /** Of one file; the last four full ones are kept beside it. */
  readonly maxBytes?: number
}

const MAX_BYTES = 1_000_000
const FILES_KEPT = 4

/**
 * The application's log: `weatherglass.log`, one entry a line but for the stack of a defect, times in UTC. A log that cannot be
 * written stops nothing: what it would say goes to stderr.
 */
export class Log {
  readonly folder: string
  readonly file: string
  readonly #maxBytes: number
  #written: Promise<void> = Promise.resolve()

  constructor({ folder = logFolder(), maxBytes = MAX_BYTES }: LogOptions = {}) {
    this.folder = folder
    this.file = path.join(folder, 'weatherglass.log')
    this.#maxBytes = maxBytes
  }

  note(message: string): void {
    this.#write(oneLine(message))
  }

  /** @returns the name under which the log has it, for the person to quote */
  defect(error: unknown, where: string): string {
    const name = randomBytes(4).toString('hex')
    this.#write(`defect ${name} in ${oneLine(where)}: ${inspect(error, { depth: 4 })}`)
    return name
  }

  /** Resolves when all that was said is written. */
  flush(): Promise<void> {
    return this.#written
  }

  #write(entry: string): void {
    const line = `${new Date().toISOString()} ${process.pid} ${entry}\n`
    this.#written = this.#written.then(() => this.#append(line)).catch(() => void process.stderr.write(line))
  }

  async #append(line: string): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const size = (await stat(this.file).catch(() => undefined))?.size ?? 0
    if (size > 0 && size + line.length > this.#maxBytes) await this.#rotate()
    await appendFile(this.file, line)
  }

  async #rotate(): Promise<void> {
    const names = [this.file, ...Array.from({ length: FILES_KEPT }, (_, index) => `${this.file}.${index + 1}`)]
    for (let index = FILES_KEPT; index > 0; index--) {
      // the first days have fewer, and another process may rotate at the same time
      await rename(names[index - 1]!, names[index]!).catch(() => undefined)
    }
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, ' ')
