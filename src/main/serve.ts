/** `npm run serve`: the application for a browser, over loopback HTTP. */
import { WeatherglassError } from '../shared/errors.ts'
import { serve } from './serve/serving.ts'

try {
  await serve(process.argv.slice(2))
  process.exit(0)
} catch (error) {
  if (!(error instanceof WeatherglassError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(error.code === 'usage' ? 2 : 1)
}
