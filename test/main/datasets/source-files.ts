import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import type { FoundImage, LayoutName } from '../../../src/main/datasets/layout.ts'
import { walkSource, type WalkOptions } from '../../../src/main/datasets/walk-source.ts'
import type { Problem } from '../../../src/shared/problems.ts'

/** A folder of its own for each test file, removed at its end. Call it at the top of the file. */
export function useTemporaryFolder(): (...parts: string[]) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-datasets-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return (...parts) => path.join(folder, ...parts)
}

/** Writes files of a few bytes; a walk looks at names and sizes only. A name that ends in `/` is an empty folder. */
export function writeTree(root: string, files: readonly string[], content: string | Buffer = 'pixels'): string {
  mkdirSync(root, { recursive: true })
  for (const file of files) {
    const target = path.join(root, file)
    mkdirSync(file.endsWith('/') ? target : path.dirname(target), { recursive: true })
    if (!file.endsWith('/')) writeFileSync(target, content)
  }
  return root
}

export interface Walked {
  readonly images: FoundImage[]
  readonly problems: Problem[]
  readonly notices: string[]
}

export async function walk(root: string, layout: LayoutName, options: Partial<WalkOptions> = {}): Promise<Walked> {
  const walked: Walked = { images: [], problems: [], notices: [] }
  for await (const batch of walkSource({ root, layout, skip: [], ...options })) {
    walked.images.push(...batch.images)
    walked.problems.push(...batch.problems)
    walked.notices.push(...batch.notices)
  }
  return walked
}

/** `path > label path (encoding)` of each image. */
export const pairsOf = ({ images }: Walked): string[] =>
  images.map(({ path, label }) => (label ? `${path} > ${label.path} (${label.encoding ?? 'to be read'})` : path))

/** `problem path` of each problem. */
export const problemsOf = ({ problems }: Walked): string[] => problems.map(({ problem, path }) => `${problem} ${path}`)

/** The image of this path, without what the file system says of it. */
export function imageAt(
  { images }: Walked,
  image: string,
): Omit<FoundImage, 'bytes' | 'modifiedMs' | 'label'> | undefined {
  const found = images.find(({ path }) => path === image)
  if (!found) return undefined
  const { path, condition, split, sequence, frame } = found
  return { path, condition, split, sequence, frame }
}
