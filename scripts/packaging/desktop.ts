import { Arch, build, Platform, type Configuration } from 'electron-builder'
import path from 'node:path'
import { drawIcons } from './icons.ts'
import type { Target } from './packages.ts'
import { stageApplication } from './stage.ts'

export interface DesktopPackage {
  readonly project: string
  /** What the build made: `main`, `preload` and `renderer`. */
  readonly built: string
  readonly target: Target
  readonly to: string
  /** The unpacked application alone, and no installers of it. */
  readonly asFolder: boolean
  /** Electron's own folder; else electron-builder downloads it. */
  readonly electron?: string
}

const platforms = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC } as const

/** Packs the desktop application as `electron-builder.yml` says. Returns the files that were made. */
export async function packageDesktop({
  project,
  built,
  target,
  to,
  asFolder,
  electron,
}: DesktopPackage): Promise<string[]> {
  const [app, icons] = [path.join(to, 'app'), path.join(to, 'icons')]
  stageApplication({ project, built, target, to: app })
  await drawIcons(project, icons)
  // the rest is in electron-builder.yml, which is read beside these
  const config: Configuration = {
    directories: { app, output: to, buildResources: icons },
    extraFiles: [{ from: app, to: '.', filter: ['LICENSE', 'NOTICE', 'THIRD-PARTY.txt'] }],
    ...(electron === undefined ? {} : { electronDist: electron }),
  }
  const { platform, arch } = target
  return build({
    projectDir: project,
    targets: platforms[platform].createTarget(asFolder ? 'dir' : null, Arch[arch]),
    config,
    publish: 'never',
  })
}
