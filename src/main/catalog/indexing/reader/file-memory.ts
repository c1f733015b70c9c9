/** So many images does a reader have in hand. */
const MOST_KEPT = 2
/** Larger files are rare, and not worth the memory between them. */
const MOST_BYTES = 2 ** 25

/**
 * Memory for the bytes of files, used over and over: a new buffer for each costs a reader a thirtieth of its time, for the
 * system fills its pages with zeros first.
 */
export class FileMemory {
  readonly #kept: ArrayBuffer[] = []

  /** A buffer of exactly this size, of unknown content. */
  take(bytes: number): Buffer {
    const place = this.#kept.findIndex(({ byteLength }) => byteLength >= bytes)
    if (place >= 0) return Buffer.from(this.#kept.splice(place, 1)[0]!, 0, bytes)
    this.#kept.shift()
    // room for the next one, which is a little larger
    return Buffer.from(new ArrayBuffer(Math.ceil(bytes * 1.25)), 0, bytes)
  }

  /** Nobody looks at the buffer any more. */
  giveBack({ buffer }: Buffer): void {
    if (buffer instanceof ArrayBuffer && buffer.byteLength <= MOST_BYTES && this.#kept.length < MOST_KEPT)
      this.#kept.push(buffer)
  }
}
