import packageJson from '../../../package.json' with { type: 'json' }
import type { MenuCommand } from '../../shared/contract.ts'
import type { Host } from './host.ts'
import type { Log } from './log/log-file.ts'
import { procedures } from './rpc/procedures.ts'
import type { Watched } from './rpc/watched.ts'

export const applicationCalls = (host: Host, log: Log, commands: Watched<MenuCommand | null>) => ({
  about: procedures.application.about.handler(() => ({
    name: 'Weatherglass',
    versions: { Weatherglass: packageJson.version, ...host.versions, Node: process.versions.node },
    platform: `${process.platform} ${process.arch}`,
    host: host.kind,
    logFolder: log.folder,
  })),
  commands: procedures.application.commands.handler(async function* ({ signal }) {
    const before = commands.value
    for await (const command of commands.watch(signal!)) if (command && command !== before) yield command
  }),
  showLogs: procedures.application.showLogs.handler(() => host.showFolder(log.folder)),
  openLink: procedures.application.openLink.handler(({ input }) => host.openLink(input.url)),
})
