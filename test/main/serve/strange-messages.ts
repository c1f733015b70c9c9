/** Pseudo-random numbers, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const calls = [
  '/application/about',
  '/application/preference',
  '/application/storePreference',
  '/gallery/page',
  '/gallery/image',
]
const moreCalls = [
  '/sources/watch',
  '/sources/add',
  '/indexing/watch',
  '/indexing/prioritise',
  '/folders/list',
  '/workspace/open',
]
const strangeCalls = [
  '/',
  '//',
  '/__proto__',
  '/constructor/prototype',
  '/application',
  '/application/about/x',
  'http://a/b',
  '/%00',
  '',
]

/** What no page of Weatherglass sends: noise, broken JSON, envelopes of other shapes, calls with wrong inputs. */
export function* strangeMessages(count: number, seed: number): Generator<string | Buffer> {
  const random = randomOf(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const oneOf = <T>(choices: readonly T[]): T => choices[below(choices.length)]!
  const bytes = (): Buffer => Buffer.from(Array.from({ length: below(200) }, () => below(256)))

  const value = (depth = 0): unknown =>
    oneOf<() => unknown>([
      () => null,
      () => below(2) === 1,
      () => (random() - 0.5) * 10 ** below(20),
      () => -below(100),
      () => bytes().toString('latin1'),
      () => oneOf(['__proto__', 'toString', '../../etc/passwd', '\0', '/etc', 'a'.repeat(2000)]),
      () => (depth > 3 ? [] : Array.from({ length: below(6) }, () => value(depth + 1))),
      () => (depth > 3 ? {} : Object.fromEntries(Array.from({ length: below(5) }, () => [key(), value(depth + 1)]))),
    ])()
  const key = (): string =>
    oneOf(['key', 'value', 'folder', 'image', 'filter', 'sort', 'from', 'limit', '__proto__', 'x'])

  const input = (): unknown => ({
    json: value(),
    meta: oneOf([undefined, value(), [[below(12), 'key']], [[4, '__proto__', 'x']]]),
  })
  const envelope = (): unknown => ({
    i: oneOf<unknown>([`${below(50)}`, below(50), null, value()]),
    t: oneOf<unknown>([undefined, undefined, undefined, 1, 2, 3, 4, 5, 'x']),
    p: oneOf<unknown>([
      { u: oneOf([...calls, ...moreCalls, ...strangeCalls]), b: input() },
      { u: oneOf(calls), b: input(), m: oneOf(['GET', 'PUT', 'x', 7]), h: value() },
      { u: `${oneOf(calls)}?data=${encodeURIComponent(JSON.stringify(value()) ?? '')}`, m: 'GET' },
      { u: oneOf(calls), h: { 'content-type': 'text/event-stream' } },
      { u: value(), b: value() },
      { e: oneOf(['message', 'error', 'done', 'x']), d: value() },
      value(),
    ]),
  })

  for (let index = 0; index < count; index++) {
    const text = JSON.stringify(envelope())
    yield oneOf<() => string | Buffer>([
      () => text,
      () => text,
      () => text,
      () => text,
      () => text.slice(0, below(text.length)),
      () => JSON.stringify(value()) ?? '',
      () => bytes(),
      () => Buffer.concat([Buffer.from(text), Buffer.of(0xff), bytes()]),
    ])()
  }
}
