import { realpathSync } from 'node:fs'
import path from 'node:path'
import { SourceError, UsageError } from '../../../shared/errors.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { imageByPath } from '../../catalog/sources/image-by-path.ts'
import { listSources, type Source } from '../../catalog/sources/sources.ts'
import { isWithin } from '../../catalog/workspace/folders.ts'
import { nearestTo, sourceOf } from './named-source.ts'

/** What references are looked for: all labelled images of sources, or one image. */
export type ChosenContent =
  | { readonly sources: readonly Source[] }
  | { readonly imageId: number; /** As the person gave it. */ readonly name: string }

/**
 * The content that a person means: a source by name or number, or an image by its path on disk or within a source; where nothing is given,
 * the GTA5 sources.
 *
 * @throws UsageError where nothing is given and nothing can be meant; SourceError where there is no such source or image
 */
export function findContent(database: CatalogDatabase, given: string | undefined): ChosenContent {
  const sources = listSources(database)
  if (given === undefined) return { sources: usualContents(sources) }
  const source = sourceOf(sources, given)
  if (source) return { sources: [source] }
  const imageId = imageAt(database, sources, given)
  if (imageId !== undefined) return { imageId, name: given }
  throw new SourceError(
    `There is no source and no indexed image ${given}${nearestTo(sources, given)}; weatherglass sources lists the sources.`,
  )
}

/** GTA5; where there is none, what is labelled and shows clear weather alone. */
function usualContents(sources: readonly Source[]): Source[] {
  const labelled = sources.filter((source) => source.labelled > 0)
  const gta5 = labelled.filter(({ layout }) => layout === 'gta5')
  const contents = gta5.length > 0 ? gta5 : labelled.filter(({ images, conditions }) => conditions.clear === images)
  if (contents.length > 0) return contents
  const names = sources.map(({ name }) => name).join(', ')
  throw new UsageError(
    sources.length === 0
      ? 'Nothing was indexed yet: weatherglass index DIR adds labelled content and style references.'
      : `No source is labelled content in clear weather: say which one it is with --content (${names}).`,
  )
}

function imageAt(database: CatalogDatabase, sources: readonly Source[], given: string): number | undefined {
  const file = realPathIfAny(given)
  for (const { id, root } of sources) {
    const relative = isWithin(file, root) ? path.relative(root, file).replaceAll(path.sep, '/') : given
    const found = imageByPath(database, id, relative)
    if (found !== undefined) return found
  }
  return undefined
}

function realPathIfAny(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    // a path within a source, or a disk that is not mounted
    return path.resolve(file)
  }
}
