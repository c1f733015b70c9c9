import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { writeFileAtomically } from '../../../src/main/imaging/write-image.ts'
import type { Numbers } from './numbers.ts'

/**
 * Measured results in a folder, one file each, so that a call that was interrupted or is repeated goes on where it was. The name of
 * a file is a hash of what made the result: the model's fingerprint, all settings, both streets. Scenes, method and
 * measures are not in it: another folder after a change to them.
 */
export class Measurements {
  private readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async in(folder: string): Promise<Measurements> {
    await mkdir(folder, { recursive: true })
    return new Measurements(folder)
  }

  async get(origin: unknown): Promise<Numbers | null> {
    try {
      return (JSON.parse(await readFile(this.file(origin), 'utf8')) as { numbers: Numbers }).numbers
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    }
  }

  async put(origin: unknown, numbers: Numbers): Promise<void> {
    await writeFileAtomically(this.file(origin), `${JSON.stringify({ origin, numbers }, null, 1)}\n`)
  }

  private file(origin: unknown): string {
    return path.join(
      this.folder,
      `${createHash('sha256').update(JSON.stringify(origin)).digest('hex').slice(0, 24)}.json`,
    )
  }
}
