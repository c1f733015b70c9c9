import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { FileMissingError } from '../../../shared/errors.ts'
import { pageHeaders } from './page-headers.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** The built page. Only files that were there at the start are given out, each by its exact name: no address becomes a path. */
export class PageFiles {
  readonly #files: ReadonlyMap<string, string>

  /** @throws FileMissingError where the page was not built */
  constructor(folder: string) {
    this.#files = new Map(filesIn(folder))
    if (!this.#files.has('/index.html'))
      throw new FileMissingError(`${folder}: the page of Weatherglass is not there; run npm run build`, folder)
  }

  async answer(request: Request): Promise<Response> {
    if (request.method !== 'GET') return new Response(null, { status: 405, headers: pageHeaders })
    const { pathname } = new URL(request.url)
    const name = pathname === '/' ? '/index.html' : pathname
    const file = this.#files.get(name)
    if (file === undefined) return new Response('There is no such file.', { status: 404, headers: pageHeaders })
    const content = await readFile(file)
    // the build names everything but the page itself by its content
    const cacheControl = name.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache'
    return new Response(content, {
      headers: {
        ...pageHeaders,
        'content-type': types[path.extname(file)] ?? 'application/octet-stream',
        'content-length': String(content.length),
        'cache-control': cacheControl,
      },
    })
  }
}

/** Regular files by their address; links are left out. */
function* filesIn(folder: string, address = ''): Generator<[address: string, file: string]> {
  for (const entry of entriesOf(folder)) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(file, `${address}/${entry.name}`)
    else if (entry.isFile()) yield [`${address}/${entry.name}`, file]
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
