import { opendir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { CacheEntry } from '../../../shared/machine.ts'
import { defaultCacheFolder } from '../../diffusion/weights-cache.ts'
import { thumbnailsFolder, type Workspace } from '../../catalog/workspace/folders.ts'

export type CacheName = CacheEntry['cache']

interface Cache {
  readonly folder: string
  /** Only files with such names are counted and deleted, whatever else lies there. */
  readonly names: RegExp
  /** Whether its files lie in folders of the folder. */
  readonly sharded: boolean
}

/** Where what can be made again is kept; thumbnails only where a workspace is open. */
export function cachesOf(workspace: Pick<Workspace, 'folder'> | null): ReadonlyMap<CacheName, Cache> {
  const folder = defaultCacheFolder()
  const caches: [CacheName, Cache][] = [
    ['weights', { folder, names: /^[0-9a-f]{64}-(F32|F16)\.safetensors$/, sharded: false }],
    ['latents', { folder: path.join(folder, 'latents'), names: /^[0-9a-f]{64}\.safetensors$/, sharded: false }],
    ['verdicts', { folder, names: /^providers\.json$/, sharded: false }],
  ]
  if (workspace)
    caches.push([
      'thumbnails',
      { folder: thumbnailsFolder(workspace), names: /^[0-9a-f]{24}-\d+\.webp$/, sharded: true },
    ])
  return new Map(caches)
}

/** Looks at every file: some seconds for a large cache. */
export async function measureCaches(workspace: Pick<Workspace, 'folder'> | null): Promise<CacheEntry[]> {
  const entries: CacheEntry[] = []
  for (const [cache, where] of cachesOf(workspace)) {
    let bytes = 0
    let files = 0
    for await (const file of filesOf(where)) {
      bytes += (await stat(file).catch(() => undefined))?.size ?? 0
      files++
    }
    entries.push({ cache, folder: where.folder, bytes, files })
  }
  return entries
}

/** Deletes its files; one that is in use on Windows stays. */
export async function clearCache(name: CacheName, workspace: Pick<Workspace, 'folder'> | null): Promise<void> {
  const where = cachesOf(workspace).get(name)
  if (!where) return
  for await (const file of filesOf(where)) await rm(file, { force: true }).catch(() => undefined)
}

async function* filesOf({ folder, names, sharded }: Cache): AsyncGenerator<string, void> {
  const folders = sharded ? (await readdir(folder).catch(() => [])).map((shard) => path.join(folder, shard)) : [folder]
  for (const each of folders) {
    const entries = await opendir(each).catch(() => null)
    if (!entries) continue
    for await (const entry of entries) if (entry.isFile() && names.test(entry.name)) yield path.join(each, entry.name)
  }
}
