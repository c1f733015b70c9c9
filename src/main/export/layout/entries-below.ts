import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'

/** Everything below a folder, folders before what is in them. Links are told, never followed, which Node's own recursion does not promise. */
export async function entriesBelow(folder: string): Promise<Dirent[]> {
  const found: Dirent[] = []
  const waiting = [folder]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    for (const entry of await readdir(place, { withFileTypes: true })) {
      found.push(entry)
      if (entry.isDirectory()) waiting.push(path.join(place, entry.name))
    }
  }
  return found
}
