import { expect, it } from 'vitest'
import { UsageError } from '../../../src/shared/errors.ts'
import { readFileSync } from 'node:fs'
import { failureOf } from './failure-of.ts'
import { eventually, startApp } from './started-app.ts'

it('keeps small values over a restart, for each workspace', async () => {
  const first = await startApp()
  expect(await first.calls.application.preference({ key: 'gallery' })).toBeNull()
  await first.calls.application.storePreference({ key: 'gallery', value: { filter: ['fog'], at: 17 } })
  await first.calls.application.storePreference({ key: 'gallery', value: { filter: ['snow'], at: 18 } })
  await first.app.close()
  const second = await startApp({}, first.folder)
  expect(await second.calls.application.preference({ key: 'gallery' })).toEqual({ filter: ['snow'], at: 18 })
  await second.calls.workspace.create({ folder: `${first.folder}/other` })
  expect(await second.calls.application.preference({ key: 'gallery' })).toBeNull()
})

it('hands a page what is chosen in the menu while it listens', async () => {
  const { app, calls } = await startApp()
  app.command({ command: 'find' })
  const commands = await calls.application.commands()
  const first = commands.next()
  await new Promise((resolve) => setTimeout(resolve, 50))
  app.command({ command: 'open-workspace', folder: '/a' })
  expect((await first).value).toEqual({ command: 'open-workspace', folder: '/a' })
  const second = commands.next()
  app.command({ command: 'open-workspace', folder: '/a' })
  expect((await second).value).toEqual({ command: 'open-workspace', folder: '/a' })
  await commands.return()
})

it('says an unexpected error by its name in the log, and nothing of its inside', async () => {
  const { app, calls } = await startApp({
    pickFolder: () => Promise.reject(new Error('at /home/someone/secret.ts:17')),
    showFolder: () => Promise.reject(new UsageError('There is no file manager', '/logs')),
  })
  const failure = await failureOf(calls.folders.pick({ title: 'Add' }))
  expect(failure).toEqual({
    code: 'defect',
    message: expect.stringMatching(/unexpected error.* as [0-9a-f]{8}\.$/) as string,
  })
  const [name] = /[0-9a-f]{8}/.exec(failure.message)!
  await eventually(async () => {
    await app.log.flush()
    return (
      readFileSync(app.log.file, 'utf8').includes(`defect ${name} in folders.pick: Error: at /home/someone`) ||
      undefined
    )
  })
  expect(await failureOf(calls.application.showLogs())).toEqual({
    code: 'usage',
    message: 'There is no file manager',
    file: '/logs',
  })
})

it('opens https links alone', async () => {
  const opened: string[] = []
  const { calls } = await startApp({ openLink: (url) => Promise.resolve(void opened.push(url)) })
  await calls.application.openLink({ url: 'https://huggingface.co/' })
  for (const url of ['http://a.example', 'file:///etc/passwd', 'javascript:alert(1)', 'https', ''])
    expect(await failureOf(calls.application.openLink({ url }))).toMatchObject({ code: 'usage' })
  expect(opened).toEqual(['https://huggingface.co/'])
})
