import { WebSocket } from 'ws'
import { expect, it } from 'vitest'
import { callsOver, serve } from './served-application.ts'

it('lets a browser in by the printed link, once', async () => {
  const { server, get, openSocket, origin } = await serve()
  expect((await get('/')).status).toBe(401)
  expect((await get('/media/thumbnail/1')).status).toBe(401)

  const link = new URL(server.newLink())
  expect(link.hostname).toBe('127.0.0.1')
  const signedIn = await get(link.pathname + link.search)
  expect(signedIn).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } })
  const [setCookie] = signedIn.headers['set-cookie']!
  expect(setCookie).toMatch(/^weatherglass-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
  const cookie = setCookie!.split(';')[0]!
  expect(link.search).not.toContain(cookie.split('=')[1])

  expect(await get('/', { cookie })).toMatchObject({ status: 200, text: '<title>Weatherglass</title>' })
  const socket = await openSocket({ cookie, origin })
  expect((await callsOver(socket as WebSocket).application.about()).host).toBe('served')

  const reused = await get(link.pathname + link.search)
  expect(reused.status).toBe(403)
  expect(reused.headers['set-cookie']).toBeUndefined()
})

it('refuses a wrong token, a token that a newer one replaced, and cookies of nobody', async () => {
  const { server, get, openSocket, origin } = await serve()
  const old = new URL(server.newLink())
  const wrong = [
    '',
    'x',
    old.searchParams.get('token')!.slice(0, -1),
    `${old.searchParams.get('token')!}x`,
    'a'.repeat(4000),
  ]
  for (const token of wrong) expect((await get(`/sign-in?token=${token}`)).status).toBe(403)
  expect((await get('/sign-in')).status).toBe(403)
  server.newLink()
  expect((await get(old.pathname + old.search)).status).toBe(403)
  for (const cookie of [
    '',
    'weatherglass=1',
    `weatherglass-${server.port}=`,
    `weatherglass-${server.port}=${'a'.repeat(43)}`,
  ]) {
    expect((await get('/', { cookie })).status).toBe(401)
    expect(await openSocket({ cookie, origin })).toBe(401)
  }
  expect(await openSocket({ origin })).toBe(401)
})

it('knows two browsers, and neither after a restart', async () => {
  const first = await serve()
  const [one, two] = [await first.signIn(), await first.signIn()]
  expect(one).not.toBe(two)
  for (const cookie of [one, two]) expect((await first.get('/', { cookie })).status).toBe(200)
  const second = await serve()
  const session = one.split('=')[1]!
  expect((await second.get('/', { cookie: `weatherglass-${second.server.port}=${session}` })).status).toBe(401)
})

it('is not reached by a name that is not this machine’s, signed in or not', async () => {
  const { server, get, signIn, openSocket } = await serve()
  const cookie = await signIn()
  const foreign = [
    'evil.example',
    `evil.example:${server.port}`,
    '169.254.169.254',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '[::2]',
    'localhost:80@evil',
    'a b',
  ]
  for (const host of foreign) {
    expect((await get('/', { host, cookie })).status, host).toBeGreaterThanOrEqual(400)
    expect((await get(new URL(server.newLink()).search, { host })).status, host).toBeGreaterThanOrEqual(400)
    expect(await openSocket({ host, cookie, origin: `http://${host}` }).catch(() => 400), host).toBeGreaterThanOrEqual(
      400,
    )
  }
  // a tunnel has a port of its own
  for (const host of ['localhost:9000', '127.0.0.1', `[::1]:${server.port}`, 'LOCALHOST'])
    expect((await get('/', { host, cookie })).status, host).toBe(200)
})

it('takes no request from another page, be it on this machine', async () => {
  const { get, signIn, openSocket, origin, server } = await serve()
  const cookie = await signIn()
  const host = `127.0.0.1:${server.port}`
  const foreign = [
    'https://evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    `https://${host}`,
    `http://localhost:${server.port}`,
    'null',
    'file://',
    '',
  ]
  for (const other of foreign) {
    expect(await openSocket({ cookie, origin: other }), other).toBe(403)
    expect((await get('/media/thumbnail/1', { cookie, origin: other })).status, other).toBe(403)
  }
  expect(await openSocket({ cookie })).toBe(403)
  expect(await openSocket({ cookie, origin })).toBeInstanceOf(WebSocket)

  for (const site of ['cross-site', 'same-site'])
    expect(
      (await get('/media/thumbnail/1', { cookie, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })).status,
    ).toBe(403)
  const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  expect((await get('/', { cookie, ...navigation, 'sec-fetch-dest': 'document' })).status).toBe(200)
  expect((await get('/', { cookie, ...navigation, 'sec-fetch-dest': 'iframe' })).status).toBe(403)
})

it('has one place for sockets', async () => {
  const { signIn, openSocket, origin } = await serve()
  const cookie = await signIn()
  for (const address of ['/', '/rpc/', '/rpc?x=1', '/media/thumbnail/1', '/sign-in'])
    expect(await openSocket({ cookie, origin }, address)).toBe(403)
})
