import { homedir } from 'node:os'
import path from 'node:path'

/**
 * Where the platform keeps logs: $XDG_STATE_HOME or ~/.local/state, ~/Library/Logs, %LOCALAPPDATA%. Where WEATHERGLASS_CONFIG
 * names a folder for settings, `logs` in it.
 */
export function logFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { WEATHERGLASS_CONFIG: own, XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = environment
  if (own) return path.resolve(own, 'logs')
  if (platform === 'win32') return path.join(local || path.join(home, 'AppData', 'Local'), 'weatherglass', 'logs')
  if (platform === 'darwin') return path.join(home, 'Library', 'Logs', 'weatherglass')
  // the XDG base directory specification asks to ignore relative paths
  const state = xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'state')
  return path.join(state, 'weatherglass', 'logs')
}
