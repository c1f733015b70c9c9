import { SourceError } from '../../../shared/errors.ts'
import { nearestName } from '../../../shared/nearest-name.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { listSources, type Source } from '../../catalog/sources/sources.ts'

/** The source of a name, in any case, or of an id. @throws SourceError, which names the nearest one */
export function namedSource(database: CatalogDatabase, given: string): Source {
  const sources = listSources(database)
  const source = sourceOf(sources, given)
  if (source) return source
  throw new SourceError(`There is no source ${given}${nearestTo(sources, given)}; weatherglass sources lists them all.`)
}

/** A name goes before an id: a source may be called 2. */
export const sourceOf = (sources: readonly Source[], given: string): Source | undefined =>
  sources.find(({ name }) => name.toLowerCase() === given.toLowerCase()) ??
  sources.find(({ id }) => String(id) === given)

/** `, the nearest name is GTA5`, or that there is none at all. */
export function nearestTo(sources: readonly Source[], given: string): string {
  if (sources.length === 0) return ', for nothing was indexed yet'
  const nearest = nearestName(
    given,
    sources.map(({ name }) => name),
  )
  return nearest === undefined ? '' : `, the nearest name is ${nearest}`
}
