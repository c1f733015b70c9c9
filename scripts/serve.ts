/** `npm run serve -- [options]`: builds where that is needed, and serves. */
import { buildIfStale } from './build-if-stale.ts'

buildIfStale()
const built = '../out/main/serve.js'
await import(built)
