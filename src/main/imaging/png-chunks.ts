import { crc32 } from 'node:zlib'

/** The container of a PNG file: a signature and chunks of length, name, body and checksum (PNG specification, section 5). */
export interface PngChunk {
  readonly type: string
  readonly body: Buffer
}

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Colour types of the header (specification, section 11.2.1). */
const GREY = 0
const RGB = 2

export const isPng = (bytes: Buffer): boolean => bytes.subarray(0, 8).equals(PNG_SIGNATURE)

/** The chunks up to and with IEND, lengths and checksums checked; `damaged` makes the error for a reason. */
export function* pngChunks(bytes: Buffer, damaged: (reason: string) => Error): Generator<PngChunk> {
  let offset = PNG_SIGNATURE.length
  for (;;) {
    if (offset + 12 > bytes.length) throw damaged(`it ends after ${bytes.length} bytes, before its last chunk`)
    const length = bytes.readUInt32BE(offset)
    const type = bytes.toString('latin1', offset + 4, offset + 8)
    const end = offset + 8 + length
    if (!/^[A-Za-z]{4}$/.test(type)) throw damaged(`expected the name of a chunk at byte ${offset + 4}`)
    if (end + 4 > bytes.length) throw damaged(`it ends after ${bytes.length} bytes, inside its chunk ${type}`)
    if (crc32(bytes.subarray(offset + 4, end)) !== bytes.readUInt32BE(end))
      throw damaged(`wrong checksum of its chunk ${type}`)
    yield { type, body: bytes.subarray(offset + 8, end) }
    if (type === 'IEND') return
    offset = end + 4
  }
}

/**
 * Width and height of a PNG of 8-bit greys or RGB without transparency, as its first chunks declare them; undefined for any other
 * PNG, and for what is none. A glance, not a check: whoever decodes the picture finds out whether that is true.
 */
export function sizeOfPlainPng(bytes: Buffer): { readonly width: number; readonly height: number } | undefined {
  if (!isPng(bytes) || bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined
  const [depth, colourType] = bytes.subarray(24)
  if (depth !== 8 || (colourType !== GREY && colourType !== RGB)) return undefined
  for (let offset = 33; offset + 12 <= bytes.length; offset += 12 + bytes.readUInt32BE(offset)) {
    const type = bytes.toString('latin1', offset + 4, offset + 8)
    if (type === 'tRNS') return undefined
    if (type === 'IDAT') return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  }
  return undefined
}

/** One chunk as it stands in a file. */
export function encodeChunk({ type, body }: PngChunk): Buffer {
  const chunk = Buffer.alloc(12 + body.length)
  chunk.writeUInt32BE(body.length, 0)
  chunk.write(type, 4, 'latin1')
  body.copy(chunk, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length)
  return chunk
}

/** An uncompressed iTXt chunk: UTF-8 text under a keyword of 1 to 79 printable Latin-1 characters. */
export function textChunk(keyword: string, text: string): PngChunk {
  if (!/^[\x20-\x7e\xa1-\xff]{1,79}$/.test(keyword)) {
    throw new RangeError(`expected a PNG keyword of 1 to 79 Latin-1 characters but received ${JSON.stringify(keyword)}`)
  }
  const noCompressionNoLanguage = Buffer.alloc(5)
  return {
    type: 'iTXt',
    body: Buffer.concat([Buffer.from(keyword, 'latin1'), noCompressionNoLanguage, Buffer.from(text, 'utf8')]),
  }
}

/** Keyword and text of a tEXt or an uncompressed iTXt chunk; undefined for every other chunk. */
export function chunkText({ type, body }: PngChunk): [keyword: string, text: string] | undefined {
  const keywordEnd = body.indexOf(0)
  if (keywordEnd < 0) return undefined
  const keyword = body.toString('latin1', 0, keywordEnd)
  if (type === 'tEXt') return [keyword, body.toString('latin1', keywordEnd + 1)]
  if (type !== 'iTXt' || body[keywordEnd + 1] !== 0) return undefined
  const languageEnd = body.indexOf(0, keywordEnd + 3)
  const translationEnd = languageEnd < 0 ? -1 : body.indexOf(0, languageEnd + 1)
  return translationEnd < 0 ? undefined : [keyword, body.toString('utf8', translationEnd + 1)]
}
