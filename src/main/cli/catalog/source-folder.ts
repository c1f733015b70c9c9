import path from 'node:path'
import type { Condition } from '../../../shared/conditions.ts'
import { WeatherglassError } from '../../../shared/errors.ts'
import type { Catalog } from '../../catalog/opening.ts'
import { refuseWorkspace } from '../../catalog/sources/source-roots.ts'
import { addSource, overrideLayout } from '../../catalog/sources/source-changes.ts'
import { listSources, type Source } from '../../catalog/sources/sources.ts'
import { detectLayout, type Detection } from '../../datasets/detect-layout.ts'
import type { LayoutName } from '../../datasets/layout.ts'
import { layouts } from '../../datasets/layouts.ts'
import { shown } from '../../datasets/names/file-names.ts'

/** What a look at a folder said, before any workspace is open. */
export interface FolderLook {
  readonly dir: string
  /** Or why it cannot be a source: one that is known may have gone away, which is no reason to refuse it. */
  readonly found: Detection | WeatherglassError
}

/** A source of the catalog that is about to be indexed. */
export interface IndexedSource {
  readonly source: number
  /** New in the catalog. */
  readonly added: boolean
  /** Images that it had before. */
  readonly known: number
  /** One sentence: what the folder was taken for, and why. */
  readonly why: string
}

/** Looks which layout a folder has, opening none of its pictures. */
export async function lookAt(dir: string, as: LayoutName | undefined): Promise<FolderLook> {
  try {
    return { dir, found: await detectLayout(dir, { as }) }
  } catch (error) {
    if (!(error instanceof WeatherglassError)) throw error
    return { dir, found: error }
  }
}

/** Refuses a workspace in or around the folder before one is made there. @throws SourceError, or why the folder is no source */
export function refusePlace({ found }: FolderLook, workspace: string): void {
  if (!(found instanceof WeatherglassError)) refuseWorkspace(found.root, { folder: workspace })
}

/**
 * The source of a folder: one that is known, with its layout and condition changed where they are given, or a new one.
 *
 * @throws as `detectLayout` and `addSource`
 */
export async function addOrRevise(
  catalog: Catalog,
  { dir, found }: FolderLook,
  given: { readonly as: LayoutName | undefined; readonly condition: Condition | undefined },
): Promise<IndexedSource> {
  const sources = listSources(catalog.database)
  const asNamed = sources.find(({ root }) => root === path.resolve(dir))
  if (found instanceof WeatherglassError) {
    if (!asNamed || given.as !== undefined) throw found
    return known(asNamed)
  }
  const source = (given.as === undefined ? asNamed : undefined) ?? sources.find(({ root }) => root === found.root)
  return source ? revise(catalog, source, found, given) : add(catalog, found, given)
}

const known = ({ id, name, root, layout, images }: Source): IndexedSource => ({
  source: id,
  added: false,
  known: images,
  why: `${shown(root)} is the source ${name}, taken for ${layouts[layout].title}: looking for what changed.`,
})

async function add(
  catalog: Catalog,
  { root, layout, why }: Detection,
  { as, condition }: Parameters<typeof addOrRevise>[2],
): Promise<IndexedSource> {
  const layoutGiven = as !== undefined
  const source = await addSource(catalog, { root, layout, layoutGiven, condition: condition ?? null })
  return { source, added: true, known: 0, why }
}

function revise(
  { database }: Catalog,
  source: Source,
  { why }: Detection,
  { as, condition }: Parameters<typeof addOrRevise>[2],
): IndexedSource {
  const change = { layout: as ?? source.layout, condition: condition ?? source.condition }
  if (change.layout === source.layout && change.condition === source.condition) return known(source)
  overrideLayout(database, source.id, change)
  return { ...known(source), ...(as !== undefined && { why }) }
}
