import { defineConfig } from '@playwright/test'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** `npm run e2e`: the built application in windows (the real Electron or its double) and in a browser. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: path.join(tmpdir(), 'weatherglass-e2e-results'),
  // each starts a Chromium of its own
  workers: 1,
  // a test that needed another try is told as flaky
  retries: process.env['CI'] ? 2 : 0,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
})
