import type { IncomingMessage } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import type { SignIn } from './sign-in.ts'

/** What a request is refused with; null where it may pass. */
export type Refusal = { readonly status: 400 | 401 | 403 | 421; readonly sentence: string } | null

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/**
 * Decides about every request before anything is looked at: by which name the server was reached (a page that rebinds its own name to this
 * address keeps that name), which page asks (another one has another origin, be it on this machine), and whether its browser has signed
 * in.
 */
export class Gate {
  readonly #signIn: SignIn
  readonly #names: ReadonlySet<string>
  readonly cookieName: string

  /** @param address that the server listens on; wildcard addresses are reached by every name of this machine */
  constructor(signIn: SignIn, address: string, port: number) {
    this.#signIn = signIn
    this.#names = new Set([...loopback, ...namesOf(address)].map((name) => name.toLowerCase()))
    // cookies know no ports: two servers of one machine would share one
    this.cookieName = `weatherglass-${port}`
  }

  /** Reached by a name of this machine, and not from another page. */
  examine({ headers }: IncomingMessage): Refusal {
    const host = hostOf(headers.host)
    if (!host || !this.#names.has(host.hostname))
      return { status: 421, sentence: 'This server is not reached by that name.' }
    if (headers.origin !== undefined && headers.origin !== host.origin)
      return { status: 403, sentence: 'Another page may not use this server.' }
    const site = headers['sec-fetch-site']
    const isLinkFromOutside = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isLinkFromOutside)
      return { status: 403, sentence: 'Another page may not use this server.' }
    return null
  }

  /** As `examine`, and from a browser that has signed in. */
  admit(request: IncomingMessage): Refusal {
    const refusal = this.examine(request)
    if (refusal) return refusal
    const session = cookiesOf(request.headers.cookie).get(this.cookieName)
    if (session !== undefined && this.#signIn.knows(session)) return null
    return {
      status: 401,
      sentence: 'Open the link that weatherglass serve has printed; press Enter there for a new one.',
    }
  }

  /** A WebSocket always says which page opens it. */
  admitSocket(request: IncomingMessage): Refusal {
    if (request.headers.origin === undefined) return { status: 403, sentence: 'Another page may not use this server.' }
    return this.admit(request)
  }
}

function namesOf(address: string): string[] {
  if (!['0.0.0.0', '::', ''].includes(address)) return [bracketed(address)]
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? [])
  return [hostname(), ...addresses.map(bracketed)]
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)

function hostOf(header: string | undefined): { readonly hostname: string; readonly origin: string } | null {
  if (header === undefined || !/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i.test(header)) return null
  const { hostname, origin } = new URL(`http://${header}`)
  return { hostname, origin }
}

function cookiesOf(header = ''): ReadonlyMap<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('=', 2))
  return new Map(pairs.flatMap(([name, value]) => (name !== undefined && value !== undefined ? [[name, value]] : [])))
}
