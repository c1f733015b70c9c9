import { protocol } from 'electron'
import type { App } from '../../app.ts'
import type { PageFiles } from '../../app/page/page-files.ts'

const SCHEME = 'app'

/** Everything that a window shows comes from here: no file:// and no server. */
export const PAGE_ORIGIN = `${SCHEME}://weatherglass`

/** Before the application is ready: the scheme has an origin, as https has. */
export function announceScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Answers the page's requests: its own files, and pictures under /media/. */
export function serveScheme(app: Pick<App, 'media'>, page: PageFiles): void {
  protocol.handle(SCHEME, (request) => {
    if (!request.url.startsWith(`${PAGE_ORIGIN}/`)) return new Response(null, { status: 404 })
    return request.url.startsWith(`${PAGE_ORIGIN}/media/`) ? app.media(request) : page.answer(request)
  })
}
