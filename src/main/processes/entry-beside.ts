import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The file that a thread or a process of its own runs: beside the built program, else the module beside the one that asks.
 *
 * @param from the `import.meta.url` of the module that asks
 */
export function entryBeside(from: string, built: string, module: string): string {
  const file = fileURLToPath(new URL(built, from))
  return existsSync(file) ? file : fileURLToPath(new URL(module, from))
}
