import os from 'node:os'
import path from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // a person's own caches and settings stay out of the tests, and the tests out of them
    env: {
      WEATHERGLASS_CACHE: path.join(os.tmpdir(), `weatherglass-test-cache-${process.pid}`),
      WEATHERGLASS_CONFIG: path.join(os.tmpdir(), `weatherglass-test-config-${process.pid}`),
    },
  },
})
