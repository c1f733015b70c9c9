import { realpathSync } from 'node:fs'
import path from 'node:path'
import { UsageError, WeatherglassError, WorkspaceError } from '../../../shared/errors.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import { rememberedWorkspaces, rememberWorkspace } from '../../catalog/workspace/remembered.ts'
import { suggestWorkspaces, type SuggestedWorkspace } from '../../catalog/workspace/suggested-folders.ts'
import { createWorkspace, openWorkspace, stateOfFolder } from '../../catalog/workspace/workspace.ts'
import type { Asker } from '../questions.ts'
import { textTable } from '../text-table.ts'

/** The workspace that is named, or else the remembered one. It is remembered from then on. @throws as `openWorkspace`, UsageError */
export async function findWorkspace(named: string | undefined): Promise<Workspace> {
  if (named !== undefined) return remembered(await openWorkspace(named))
  const { current } = await rememberedWorkspaces()
  if (current === null)
    throw new UsageError(
      'There is no workspace yet: weatherglass index DIR makes one, or name the folder of one with --workspace DIR.',
    )
  return openRemembered(current)
}

export interface WorkspaceChoice {
  readonly named: string | undefined
  readonly asker: Asker
  /** Throws where a workspace must not be: looked at before anything is made there. */
  readonly checkPlace: (folder: string) => void
}

/**
 * The workspace that is named, made where the folder is not there or empty; else the remembered one; else the one that the
 * person chooses. It is remembered from then on.
 *
 * @throws as `createWorkspace`; UsageError where nobody can be asked; CancelledError
 */
export async function findOrMakeWorkspace({ named, asker, checkPlace }: WorkspaceChoice): Promise<Workspace> {
  const makeIn = async (folder: string): Promise<Workspace> => {
    checkPlace(realPathToBe(folder))
    return remembered(await createWorkspace(folder))
  }
  if (named !== undefined) return makeIn(named)
  const { current } = await rememberedWorkspaces()
  if (current !== null) return openRemembered(current)
  return chooseWorkspace(await freeSuggestions(), { asker, makeIn })
}

async function openRemembered(folder: string): Promise<Workspace> {
  if ((await stateOfFolder(folder)) === 'workspace') return openWorkspace(folder)
  throw new WorkspaceError(
    `The workspace ${folder}, used last, is not there any more; mount its disk, or name another folder with --workspace DIR.`,
    folder,
  )
}

/** A workspace that cannot be remembered is open all the same. */
async function remembered(workspace: Workspace): Promise<Workspace> {
  const { folder } = workspace
  try {
    if ((await rememberedWorkspaces()).current !== folder) await rememberWorkspace(folder)
  } catch (error) {
    if (!(error instanceof WeatherglassError)) throw error
    process.stderr.write(`warning: ${error.message}\n`)
  }
  return workspace
}

/** The real path that a folder has, or will have once it is made. */
function realPathToBe(folder: string): string {
  const absolute = path.resolve(folder)
  try {
    return realpathSync(absolute)
  } catch (error) {
    const parent = path.dirname(absolute)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === absolute) return absolute
    return path.join(realPathToBe(parent), path.basename(absolute))
  }
}

/** Places that could be taken: a suggested folder may hold something else. */
async function freeSuggestions(): Promise<SuggestedWorkspace[]> {
  const suggestions = await suggestWorkspaces()
  const states = await Promise.all(
    suggestions.map(({ folder }) => stateOfFolder(folder).catch(() => 'occupied' as const)),
  )
  return suggestions.filter((_, index) => states[index] !== 'occupied')
}

const purpose = 'the workspace: the folder for catalog, thumbnails and outputs, on a local disk'

export interface Choosing {
  readonly asker: Asker
  /** @throws where the folder cannot be one */
  readonly makeIn: (folder: string) => Promise<Workspace>
}

/** Asks for a workspace until one can be opened. @throws UsageError where nobody can be asked; CancelledError */
export async function chooseWorkspace(
  suggestions: readonly SuggestedWorkspace[],
  { asker, makeIn }: Choosing,
): Promise<Workspace> {
  const [first] = suggestions
  if (!asker.present) {
    const example = first ? `, for example --workspace ${first.folder}` : ''
    throw new UsageError(`Expected --workspace DIR, ${purpose}${example}; it is remembered then.`)
  }
  asker.say(`Weatherglass needs ${purpose}. This is asked once.`)
  if (first) asker.say(textTable(suggestions.map((one, index) => [`${index + 1}`, one.folder, roomOf(one)])))
  const question = first ? `Enter for ${first.folder}, a number, or another folder: ` : 'Its folder: '
  for (;;) {
    const folder = folderOf(await asker.ask(question), suggestions)
    if (folder === undefined) continue
    try {
      return await makeIn(folder)
    } catch (error) {
      if (!(error instanceof WeatherglassError)) throw error
      asker.say(error.message)
    }
  }
}

function folderOf(answer: string, suggestions: readonly SuggestedWorkspace[]): string | undefined {
  if (answer === '') return suggestions[0]?.folder
  return suggestions[Number(answer) - 1]?.folder ?? answer
}

const roomOf = ({ freeBytes, totalBytes, fileSystem }: SuggestedWorkspace): string =>
  `${gigabytes(freeBytes)} free of ${gigabytes(totalBytes)}${fileSystem === null ? '' : ` (${fileSystem})`}`

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
