import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { Log } from '../../../src/main/app/log/log-file.ts'
import { logFolder } from '../../../src/main/app/log/log-folder.ts'
import { temporaryFolder } from './started-app.ts'

it('writes one line for each entry, and a stack under a name that a person can quote', async () => {
  const log = new Log({ folder: path.join(temporaryFolder(), 'new', 'logs') })
  log.note('first\nsecond')
  const name = log.defect(new Error('inner secret'), 'sources.add')
  await log.flush()
  const [first, second, ...stack] = readFileSync(log.file, 'utf8').split('\n')
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \d+ first second$/)
  expect(second).toContain(`defect ${name} in sources.add: Error: inner secret`)
  expect(stack.join('\n')).toContain('log.test.ts')
})

it('takes no more room than five files', async () => {
  const folder = temporaryFolder()
  const log = new Log({ folder, maxBytes: 1_000 })
  for (let entry = 0; entry < 200; entry++) log.note(`entry ${entry} ${'x'.repeat(60)}`)
  await log.flush()
  expect(readdirSync(folder).sort()).toEqual([
    'weatherglass.log',
    ...[1, 2, 3, 4].map((number) => `weatherglass.log.${number}`),
  ])
  const newest = readFileSync(log.file, 'utf8')
  expect(newest.length).toBeLessThanOrEqual(1_000)
  expect(newest).toContain('entry 199')
})

it('stops nothing where it cannot be written', async () => {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'logs'), 'a file in the way')
  const log = new Log({ folder: path.join(folder, 'logs') })
  log.note('lost, but for stderr')
  await log.flush()
  mkdirSync(path.join(folder, 'elsewhere'))
})

it('lies where the platform keeps logs', () => {
  expect(logFolder({}, 'linux', '/home/a')).toBe('/home/a/.local/state/weatherglass/logs')
  expect(logFolder({ XDG_STATE_HOME: '/state' }, 'linux', '/home/a')).toBe('/state/weatherglass/logs')
  expect(logFolder({ XDG_STATE_HOME: 'relative' }, 'linux', '/home/a')).toBe('/home/a/.local/state/weatherglass/logs')
  expect(logFolder({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Logs/weatherglass')
  expect(logFolder({ WEATHERGLASS_CONFIG: '/c' }, 'linux', '/home/a')).toBe('/c/logs')
})
