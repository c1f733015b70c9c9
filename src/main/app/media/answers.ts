/** What every answer with a picture says: nobody but this page may show it, and no browser guesses what it is. */
const always = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; sandbox",
}

export interface Picture {
  readonly type: 'image/webp' | 'image/png' | 'image/jpeg' | 'image/gif' | 'image/avif' | 'application/octet-stream'
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream
  readonly bytes: number
  /** Names the content: the same where it is the same. */
  readonly tag: string
  /** A part is not there yet: the browser asks again. */
  readonly incomplete?: boolean
}

/** For a minute a browser does not ask whether it changed; after that it shows what it has and asks meanwhile. */
const FRESH = 'private, max-age=60, stale-while-revalidate=86400'

/** Answers with a picture, or that it is the one that the browser has. */
export function pictureAnswer(request: Request, { type, body, bytes, tag, incomplete }: Picture): Response {
  const headers = { ...always, etag: `"${tag}"`, 'cache-control': incomplete ? 'no-store' : FRESH }
  if (isKnown(request, tag)) return unchangedAnswer(tag)
  return new Response(body, { headers: { ...headers, 'content-type': type, 'content-length': String(bytes) } })
}

export const unchangedAnswer = (tag: string): Response =>
  new Response(null, { status: 304, headers: { ...always, etag: `"${tag}"`, 'cache-control': FRESH } })

/** Whether the browser has a picture of that tag. */
export function isKnown(request: Request, tag: string): boolean {
  const known = request.headers.get('if-none-match')?.split(',') ?? []
  return known.some((one) => one.trim().replace(/^W\//, '') === `"${tag}"`)
}

/** A sentence in place of a picture. */
export const refusalAnswer = (status: 400 | 404 | 405 | 415 | 503, sentence: string): Response =>
  new Response(sentence, {
    status,
    headers: { ...always, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
