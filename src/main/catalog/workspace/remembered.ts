import { mkdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { WriteError } from '../../../shared/errors.ts'
import { writeFileAtomically } from '../../imaging/write-image.ts'

/** Which workspaces a person has used on this machine. */
export interface RememberedWorkspaces {
  /** The folder that is opened where none is named; null before the first. */
  readonly current: string | null
  /** Newest first, `current` among them. They may be gone. */
  readonly recent: readonly string[]
}

const MOST_RECENT = 10
const NONE: RememberedWorkspaces = { current: null, recent: [] }

const schema = z.object({ current: z.string().nullable(), recent: z.array(z.string()) })

/**
 * Where a person's choices of this machine are kept: WEATHERGLASS_CONFIG, or `weatherglass` in the platform's folder for settings
 * ($XDG_CONFIG_HOME or ~/.config, ~/Library/Application Support, %APPDATA%).
 */
export function configFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { WEATHERGLASS_CONFIG: own, XDG_CONFIG_HOME: xdg, APPDATA: roaming } = environment
  if (own) return path.resolve(own)
  if (platform === 'win32') return path.join(roaming || path.join(home, 'AppData', 'Roaming'), 'weatherglass')
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'weatherglass')
  // the XDG base directory specification asks to ignore relative paths
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.config'), 'weatherglass')
}

/** A file that is gone or damaged remembers nothing: it is asked again. */
export async function rememberedWorkspaces(folder: string = configFolder()): Promise<RememberedWorkspaces> {
  let text: string
  try {
    text = await readFile(fileIn(folder), 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return NONE
    throw error
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return NONE
    throw error
  }
}

/**
 * Remembers a workspace as the one to open from now on.
 *
 * @param workspace its folder, a real path
 * @throws WriteError
 */
export async function rememberWorkspace(workspace: string, folder: string = configFolder()): Promise<void> {
  const { recent } = await rememberedWorkspaces(folder)
  await write(folder, {
    current: workspace,
    recent: [workspace, ...recent.filter((other) => other !== workspace)].slice(0, MOST_RECENT),
  })
}

/** Takes a workspace off the list; nothing in it is touched. @throws WriteError */
export async function forgetWorkspace(workspace: string, folder: string = configFolder()): Promise<void> {
  const { current, recent } = await rememberedWorkspaces(folder)
  await write(folder, {
    current: current === workspace ? null : current,
    recent: recent.filter((other) => other !== workspace),
  })
}

const fileIn = (folder: string): string => path.join(folder, 'workspaces.json')

async function write(folder: string, remembered: RememberedWorkspaces): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new WriteError(
      `${folder} cannot be made (${code}), so the workspace would not be remembered; name another folder with WEATHERGLASS_CONFIG`,
      folder,
      { cause: error },
    )
  }
  await writeFileAtomically(fileIn(folder), `${JSON.stringify(remembered, null, 2)}\n`)
}
