import { app } from 'electron'
import packageJson from '../../../../package.json' with { type: 'json' }

/** The box that the menu opens, and the name that the system shows. */
export function setAboutPanel(): void {
  const { electron = 'unknown', chrome = 'unknown', node } = process.versions as Record<string, string | undefined>
  app.setAppUserModelId('weatherglass')
  app.setAboutPanelOptions({
    applicationName: 'Weatherglass',
    applicationVersion: packageJson.version,
    copyright: `${packageJson.license} licence`,
    credits: `${packageJson.description}\n\nElectron ${electron}, Chromium ${chrome}, Node ${node}`,
  })
}
