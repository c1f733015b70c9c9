import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { PageFiles } from '../../../src/main/app/page/page-files.ts'
import { temporaryFolder } from '../app/started-app.ts'
import { serve } from './served-application.ts'

it('gives out the page’s files and nothing else', async () => {
  const { get, signIn } = await serve()
  const cookie = await signIn()
  expect((await get('/assets/main-abc.js', { cookie })).headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'private, max-age=31536000, immutable',
  })
  const elsewhere = [
    ...[
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/..\\secret.txt',
      '/assets/%2e%2e%5c',
    ],
    ...[
      '//secret.txt',
      '/assets',
      '/assets/',
      '/index.html%00',
      '/INDEX.HTML',
      '/page/index.html',
      '/etc/passwd',
      '/.env',
    ],
    ...['/media/../secret.txt', '/media/image/../../../secret.txt', '/media/image/..%2f..%2fsecret.txt', '/media/row'],
  ]
  for (const address of elsewhere) {
    const { status, text } = await get(address, { cookie })
    expect([400, 404], address).toContain(status)
    expect(text).not.toContain('secret')
  }
})

it('follows no link out of the page’s folder', async () => {
  const folder = temporaryFolder()
  mkdirSync(path.join(folder, 'page'))
  writeFileSync(path.join(folder, 'secret.txt'), 'secret')
  writeFileSync(path.join(folder, 'page/index.html'), 'page')
  symlinkSync(path.join(folder, 'secret.txt'), path.join(folder, 'page/link.txt'))
  symlinkSync(folder, path.join(folder, 'page/up'))
  const page = new PageFiles(path.join(folder, 'page'))
  const statusOf = async (address: string) => (await page.answer(new Request(`app://bundle${address}`))).status
  expect(await Promise.all(['/', '/link.txt', '/up/secret.txt', '/up'].map(statusOf))).toEqual([200, 404, 404, 404])
})

it('says how to get the page where it was not built', () => {
  expect(() => new PageFiles(path.join(temporaryFolder(), 'out/renderer'))).toThrow('npm run build')
})

it('guards every answer by headers', async () => {
  const { get, signIn } = await serve()
  const cookie = await signIn()
  for (const headers of [{}, { cookie }]) {
    const answer = await get('/', headers)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    })
    const policy = answer.headers['content-security-policy'] as string
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*|data:|https?:/)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(answer.headers['x-powered-by']).toBeUndefined()
  }
})

it('has the policy that the page itself states', async () => {
  const { readFileSync } = await import('node:fs')
  const { pageHeaders } = await import('../../../src/main/app/page/page-headers.ts')
  const html = readFileSync(path.join(import.meta.dirname, '../../../src/renderer/index.html'), 'utf8')
  const stated = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)![1]!
  const directives = (policy: string) => policy.split('; ').filter((one) => !one.startsWith('frame-ancestors'))
  expect(directives(pageHeaders['content-security-policy']!)).toEqual(directives(stated))
})
