/** One tensor as the header states it: offsets are relative to the end of the header, nothing is checked against the file. */
export interface HeaderEntry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

export interface HeaderContents {
  readonly entries: ReadonlyMap<string, HeaderEntry>
  readonly metadata: Readonly<Record<string, string>>
}

/** What is wrong in the header's text; the caller knows which file it is. */
export class HeaderSyntaxError extends Error {}

const maxDimensions = 32
const maxQuotedLength = 120

/** A name out of a file as an error shows it: escaped, and cut where it is longer than a line. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > maxQuotedLength ? `${name.slice(0, maxQuotedLength)}...` : name)
}

/**
 * Parses the JSON text of a safetensors header: an object of `{"dtype", "shape", "data_offsets"}` by tensor name, plus
 * `__metadata__`, an object of strings.
 *
 * A parser of its own and not JSON.parse, which keeps the last of two tensors with one name without a word, and which
 * builds whatever a hostile file asks for (gigabytes out of 100 MB of `[`). This one stops at the first character that
 * no header has.
 */
export function parseHeaderJson(text: string): HeaderContents {
  return new HeaderParser(text).parse()
}

class HeaderParser {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): HeaderContents {
    if (this.#text[0] !== '{') throw this.#expected('"{" as the first character')
    const entries = new Map<string, HeaderEntry>()
    let metadata: Record<string, string> | undefined
    this.#object((name) => {
      if (name === '__metadata__') {
        if (metadata) throw new HeaderSyntaxError('the header has two entries named "__metadata__"')
        metadata = this.#metadata()
      } else {
        if (entries.has(name)) throw new HeaderSyntaxError(`the header has two tensors named ${quoted(name)}`)
        entries.set(name, this.#entry(name))
      }
    })
    this.#skipSpace()
    if (this.#position < this.#text.length) throw this.#expected('nothing after the closing "}"')
    return { entries, metadata: metadata ?? {} }
  }

  #metadata(): Record<string, string> {
    const metadata = new Map<string, string>()
    this.#object((key) => {
      if (metadata.has(key)) throw new HeaderSyntaxError(`"__metadata__" has two entries named ${quoted(key)}`)
      metadata.set(key, this.#string(`the value of "__metadata__" entry ${quoted(key)}`))
    })
    return Object.fromEntries(metadata)
  }

  #entry(name: string): HeaderEntry {
    const of = `of tensor ${quoted(name)}`
    let dtype: string | undefined
    let shape: number[] | undefined
    let offsets: number[] | undefined
    this.#object((field) => {
      const known = { dtype, shape, data_offsets: offsets }
      if (!Object.hasOwn(known, field)) {
        throw new HeaderSyntaxError(
          `tensor ${quoted(name)}: expected "dtype", "shape" and "data_offsets", found ${quoted(field)}`,
        )
      }
      if (known[field as keyof typeof known] !== undefined)
        throw new HeaderSyntaxError(`tensor ${quoted(name)} has two ${quoted(field)}`)
      if (field === 'dtype') dtype = this.#string(`the dtype ${of}`)
      else if (field === 'shape') shape = this.#integers(`the shape ${of}`, maxDimensions)
      else offsets = this.#integers(`the data_offsets ${of}`, 2)
    })
    const [begin, end] = offsets ?? []
    if (dtype === undefined || shape === undefined || begin === undefined || end === undefined) {
      const missing = dtype === undefined ? 'dtype' : shape === undefined ? 'shape' : 'data_offsets of two numbers'
      throw new HeaderSyntaxError(`tensor ${quoted(name)} has no ${missing}`)
    }
    return { dtype, shape, begin, end }
  }

  /** Reads `{...}`; `readValue` is called at the start of each value and must read it. */
  #object(readValue: (key: string) => void): void {
    this.#take('{')
    if (this.#takeIf('}')) return
    do {
      const key = this.#string('a name')
      this.#take(':')
      readValue(key)
    } while (this.#takeIf(','))
    this.#take('}')
  }

  #integers(what: string, most: number): number[] {
    const numbers: number[] = []
    this.#take('[', what)
    if (this.#takeIf(']')) return numbers
    do {
      if (numbers.length === most) throw new HeaderSyntaxError(`${what} has more than ${most} numbers`)
      numbers.push(this.#integer(what))
    } while (this.#takeIf(','))
    this.#take(']', what)
    return numbers
  }

  #integer(what: string): number {
    this.#skipSpace()
    const start = this.#position
    const digitAt = (position: number) => this.#text.charCodeAt(position) - 48
    while (digitAt(this.#position) >= 0 && digitAt(this.#position) <= 9) this.#position++
    const digits = this.#text.slice(start, this.#position)
    const number = Number(digits)
    const plain =
      digits !== '' && (digits === '0' || digits[0] !== '0') && !'.eE'.includes(this.#text[this.#position] ?? ' ')
    if (plain && Number.isSafeInteger(number)) return number
    this.#position = start
    throw this.#expected(`a whole number from 0 to 2^53 - 1 in ${what}`)
  }

  #string(what: string): string {
    this.#skipSpace()
    const start = this.#position
    if (this.#text[start] !== '"') throw this.#expected(`a string for ${what}`)
    let end = start
    do {
      end = this.#text.indexOf('"', end + 1)
      if (end < 0) throw new HeaderSyntaxError(`the header ends within a string that starts at character ${start}`)
    } while (this.#isEscaped(end))
    this.#position = end + 1
    try {
      return JSON.parse(this.#text.slice(start, end + 1)) as string
    } catch (error) {
      throw new HeaderSyntaxError(`the header has a malformed string at character ${start}`, { cause: error })
    }
  }

  #isEscaped(position: number): boolean {
    let first = position
    while (this.#text[first - 1] === '\\') first--
    return (position - first) % 2 === 1
  }

  #take(character: string, what?: string): void {
    if (!this.#takeIf(character))
      throw this.#expected(what === undefined ? `"${character}"` : `"${character}" in ${what}`)
  }

  #takeIf(character: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#position] !== character) return false
    this.#position++
    return true
  }

  #skipSpace(): void {
    while (' \n\r\t'.includes(this.#text[this.#position] ?? 'x')) this.#position++
  }

  #expected(what: string): HeaderSyntaxError {
    const rest = this.#text.slice(this.#position, this.#position + 20)
    const found = rest === '' ? 'its end' : quoted(rest)
    return new HeaderSyntaxError(
      `the header is malformed at character ${this.#position}: expected ${what}, found ${found}`,
    )
  }
}
