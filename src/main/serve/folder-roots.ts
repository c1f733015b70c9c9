import { homedir } from 'node:os'
import { readMounts, type Mount } from '../catalog/workspace/file-systems.ts'

/** Where distributions and desktops mount disks; the system's own mounts lie elsewhere. */
const diskFolder =
  /^\/(mnt|media|run\/media|data|datasets?|scratch|work|workspace|storage|shared?|volumes?|nfs|net|srv|export|projects?|opt\/data)(\/|$)/i

/** What a page may be shown of the disk where nothing else is said: the home folder, and what is mounted for data. */
export async function defaultRoots(home: string = homedir(), mounts?: readonly Mount[]): Promise<string[]> {
  const mounted = mounts ?? (process.platform === 'linux' ? await readMounts() : [])
  const disks = mounted.map(({ folder }) => folder).filter((folder) => diskFolder.test(folder))
  const volumes = process.platform === 'darwin' ? ['/Volumes'] : []
  return [...new Set([home, ...disks, ...volumes])]
}
