import { createInterface } from 'node:readline/promises'
import { CancelledError } from '../../shared/errors.ts'

/** Someone who can be asked: questions go to stderr, for stdout holds what a command found. */
export interface Asker {
  /** Where nobody sits, nothing may be asked. */
  readonly present: boolean
  say(text: string): void
  /** One line, without blanks at its ends. @throws CancelledError where the person ends it (Ctrl-C, Ctrl-D) */
  ask(question: string): Promise<string>
}

/** Who sits at the terminal; `present` only where both their questions and their answers are on one. */
export const atTerminal: Asker = {
  get present() {
    return process.stdin.isTTY && process.stderr.isTTY
  },
  say: (text) => void process.stderr.write(`${text}\n`),
  ask: async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    const ended = new Promise<never>((_, reject) => {
      const stop = () => reject(new CancelledError('Nothing was answered, so nothing was done.'))
      lines.once('SIGINT', stop).once('close', stop)
    })
    try {
      return (await Promise.race([lines.question(question), ended])).trim()
    } finally {
      lines.close()
    }
  },
}

/** Asks for a yes; anything else is a no. */
export const agrees = async (asker: Asker, question: string): Promise<boolean> =>
  /^y(es)?$/i.test(await asker.ask(`${question} [y/N] `))
