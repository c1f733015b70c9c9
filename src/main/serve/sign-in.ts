import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Who may use the server: whoever opened a link that was printed on the terminal. Its token works once and becomes the secret of a
 * session, which lives as long as the browser and the server. Only hashes are kept.
 */
export class SignIn {
  #token: Buffer | null = null
  readonly #sessions: Buffer[] = []

  /** A new token; one that was not used yet works no more. */
  newToken(): string {
    const token = secret()
    this.#token = hashOf(token)
    return token
  }

  /** @returns the secret of a new session; null for a token that is wrong or used */
  redeem(token: string): string | null {
    if (!this.#token || !timingSafeEqual(this.#token, hashOf(token))) return null
    this.#token = null
    const session = secret()
    this.#sessions.push(hashOf(session))
    return session
  }

  knows(session: string): boolean {
    const hash = hashOf(session)
    // all of them, so that the time tells nothing
    return this.#sessions.filter((known) => timingSafeEqual(known, hash)).length > 0
  }
}

const secret = (): string => randomBytes(32).toString('base64url')

/** Of one length, whatever was sent. */
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()
