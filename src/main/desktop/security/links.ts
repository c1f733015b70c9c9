import { shell } from 'electron'

/** Opens an https address in the system's browser; anything else could start a program, and is not opened. */
export async function openLink(address: string): Promise<void> {
  if (URL.canParse(address) && new URL(address).protocol === 'https:') await shell.openExternal(address)
}
