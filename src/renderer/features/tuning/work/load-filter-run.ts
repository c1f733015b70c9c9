import { api } from '../../../api.ts'
import { classesUrl, filterUrl } from '../../../api/preview-media.ts'
import type { ClassView } from '../../../../shared/tuning.ts'
import { classMapsOf, type ClassMaps } from '../filter/class-table.ts'
import { filterRunOf, type FilterRun } from '../filter/filter-run.ts'

/** What the views show of a preview that is done. */
export interface LoadedPreview {
  readonly preview: string
  /** Null where nothing was filtered: another method, or no step that mixes. */
  readonly run: FilterRun | null
  readonly view: ClassView
  readonly maps: ClassMaps
}

/** @throws where it was cancelled, the line broke, or the preview is no longer kept */
export async function loadPreview(preview: string, signal: AbortSignal): Promise<LoadedPreview> {
  const [index, view] = await Promise.all([
    api.tuning.filter({ preview }, { signal }),
    api.tuning.classes({ preview }, { signal }),
  ])
  const [filter, classes] = await Promise.all([
    index.tokens > 0 ? bytesOf(filterUrl(preview), signal) : null,
    view.hasContentLabel || view.hasReferenceLabel ? bytesOf(classesUrl(preview), signal) : new ArrayBuffer(0),
  ])
  return {
    preview,
    run: filter && filterRunOf(preview, index, filter),
    view,
    maps: classMapsOf(view, new Uint8Array(classes)),
  }
}

async function bytesOf(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new Error(await response.text())
  return response.arrayBuffer()
}
