import packageJson from '../../../package.json' with { type: 'json' }
import type { Host } from './host.ts'
import type { Log } from './log/log-file.ts'
import { procedures } from './rpc/procedures.ts'

export const applicationCalls = (host: Host, log: Log) => ({
  about: procedures.application.about.handler(() => ({
    name: 'Weatherglass',
    versions: { Weatherglass: packageJson.version, ...host.versions, Node: process.versions.node },
    platform: `${process.platform} ${process.arch}`,
    host: host.kind,
    logFolder: log.folder,
  })),
  showLogs: procedures.application.showLogs.handler(() => host.showFolder(log.folder)),
  openLink: procedures.application.openLink.handler(({ input }) => host.openLink(input.url)),
})
