import path from 'node:path'
import { UsageError } from '../../shared/errors.ts'
import type { DatasetLayout } from './dataset-layout.ts'
import { layoutNames, type LayoutName } from './layout.ts'
import { layouts } from './layouts.ts'
import { isPicture, shown } from './names/file-names.ts'
import { sample } from './tree/look.ts'
import { holdsWorkspace, realPathIfAny, realSourceRoot, refuseWorkspace } from './tree/source-root.ts'

/** What a folder was found to be. */
export interface Detection {
  readonly layout: LayoutName
  /** The real path to walk: the given folder, the one above it or one inside it. */
  readonly root: string
  /** One sentence for the person: what was taken for what, and why. */
  readonly why: string
}

export interface DetectOptions {
  /** The layout that a person says it is. */
  readonly as?: LayoutName | undefined
  /** Folders that are no sources: the workspace. */
  readonly skip?: readonly string[]
}

/** So many folders of a folder are looked into for a dataset. */
const MAX_FOLDERS = 64

const datasets: readonly DatasetLayout[] = [layouts.gta5, layouts.acdc, layouts.cityscapes]

/** A folder that was recognised. */
interface Place {
  readonly layout: DatasetLayout
  readonly folder: string
  /** Where it is, from the folder that was given. */
  readonly where: 'here' | 'one folder up' | 'one folder down'
  readonly reason: string
}

interface Sought {
  readonly layouts: readonly DatasetLayout[]
  /** Has a person said that it is this layout? */
  readonly asked: boolean
}

/**
 * Finds out which layout a folder has and where its root is, by looking at a few folders: the folder itself, the one above
 * it where a person pointed at a dataset's `images` or `rgb_anon`, those inside it where they pointed one too high. What
 * is no dataset is a plain folder.
 *
 * Throws FileMissingError where there is no such folder or it is empty, UsageError for a file, for a part of a workspace,
 * where several datasets are found, and where the layout that was asked for is not there.
 */
export async function detectLayout(given: string, { as, skip = [] }: DetectOptions = {}): Promise<Detection> {
  const root = realSourceRoot(given)
  refuseWorkspace(root, skip.map(realPathIfAny))
  const plain: Place = { layout: layouts.folder, folder: root, where: 'here', reason: layouts.folder.expected }
  if (as === 'folder') return detectionOf(plain)
  const sought: Sought = { layouts: as ? [layouts[as]] : datasets, asked: as !== undefined }
  for (const look of [placesAbove, placesHere, placesInside]) {
    const places = await look(root, sought)
    if (places.length > 1) throw severalFound(root, places)
    if (places[0]) return detectionOf(places[0])
  }
  if (as) throw await notFound(root, layouts[as])
  return detectionOf(plain)
}

/** The folder above, where this is one of a dataset's top folders and another one is beside it. */
async function placesAbove(root: string, sought: Sought): Promise<Place[]> {
  const own = path.basename(root)
  const parent = path.dirname(root)
  const beside = (await sample(parent)).folders
  const fitting = sought.layouts.filter(
    ({ topFolders }) => topFolders.includes(own) && topFolders.some((name) => name !== own && beside.includes(name)),
  )
  return recognised(parent, { ...sought, layouts: fitting }, 'one folder up')
}

const placesHere = (root: string, sought: Sought): Promise<Place[]> => recognised(root, sought, 'here')

/** Inside, names have to speak for themselves: what was asked for was this folder. */
async function placesInside(root: string, { layouts }: Sought): Promise<Place[]> {
  const { files, folders } = await sample(root)
  if (files.some(isPicture)) return []
  const places: Place[] = []
  for (const name of folders.slice(0, MAX_FOLDERS)) {
    const folder = path.join(root, name)
    if (!holdsWorkspace(folder))
      places.push(...(await recognised(folder, { layouts, asked: false }, 'one folder down')))
  }
  return places
}

async function recognised(folder: string, { layouts, asked }: Sought, where: Place['where']): Promise<Place[]> {
  const places: Place[] = []
  for (const layout of layouts) {
    const reason = await layout.recognise(folder, asked)
    if (reason !== null) places.push({ layout, folder, where, reason })
  }
  return places
}

function detectionOf({ layout, folder, where, reason }: Place): Detection {
  const taken = where === 'here' ? shown(folder) : `${shown(folder)}, ${where},`
  return { layout: layout.name, root: folder, why: `${taken} is taken for ${layout.title}: ${reason}.` }
}

function severalFound(root: string, places: readonly Place[]): UsageError {
  const folders = new Set(places.map(({ folder }) => folder))
  const found = places.map(({ layout, folder }) => `${layout.title} (${shown(folder)})`).join(', ')
  const advice =
    folders.size > 1 ? 'add each as a source of its own' : `say which one to take (${layoutNames.join(', ')})`
  return new UsageError(`${shown(root)} holds several datasets: ${found}; ${advice}.`, root)
}

async function notFound(root: string, { title, expected }: DatasetLayout): Promise<UsageError> {
  const { files, folders } = await sample(root)
  const found = [...folders.map((name) => `${name}/`), ...files].slice(0, 5).map(shown).join(', ') || 'nothing'
  return new UsageError(
    `${shown(root)} is not laid out as ${title}: expected ${expected}, found ${found}; point at the dataset's folder, or ` +
      `take it as a plain folder.`,
    root,
  )
}
