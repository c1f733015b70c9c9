import { app, dialog } from 'electron'
import type { Log } from '../../app/log/log-file.ts'

/** What nobody caught leaves the application in an unknown state: it is written down and said, and the application ends. */
export function reportDefects(log: Log): void {
  const end = (error: unknown): void => {
    const name = log.defect(error, 'the main process')
    void log.flush().finally(() => {
      dialog.showErrorBox(
        'Weatherglass met an unexpected error',
        `It has to end. The log has it as ${name}: ${log.file}`,
      )
      app.exit(1)
    })
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}
