import type { LayoutName } from '../../datasets/layout.ts'
import { startIndexing } from '../../catalog/indexing/indexer.ts'
import type { Catalog } from '../../catalog/opening.ts'
import { addSource } from '../../catalog/sources/source-changes.ts'

/** A source as a plan or another workspace names it. */
export interface NamedFolder {
  readonly root: string
  readonly name: string
  readonly layout: LayoutName
}

/** Adds folders as sources and lists their images; pictures are read by whoever indexes them. @throws as `addSource` */
export async function addListedSources(catalog: Catalog, folders: readonly NamedFolder[]): Promise<void> {
  const added: number[] = []
  for (const { root, name, layout } of folders)
    added.push(await addSource(catalog, { root, name, layout, layoutGiven: true }))
  if (added.length > 0) await startIndexing(catalog, added, { walkOnly: true })
}
