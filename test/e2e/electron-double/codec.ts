export interface Codec {
  encode(value: unknown): string
  decode(text: string): unknown
}

/**
 * A structured clone as text, for messages between this process and a page. It is sent to the page as its own source, so it
 * uses nothing from outside.
 *
 * @throws for what cannot be cloned, as Electron does
 */
export function createCodec(): Codec {
  interface Tagged {
    readonly $: string
    readonly v: unknown
    readonly t?: string
  }

  const toBase64 = (bytes: Uint8Array): string => {
    let text = ''
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
    return btoa(text)
  }
  const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

  const encode = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined', v: null }
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) }
    if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', v: String(value) }
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.')
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(encode)
    if (value instanceof Date) return { $: 'date', v: value.getTime() }
    if (value instanceof Map) return { $: 'map', v: [...(value as Map<unknown, unknown>)].map(encode) }
    if (value instanceof Set) return { $: 'set', v: [...(value as Set<unknown>)].map(encode) }
    if (value instanceof Error) return { $: 'error', v: [value.name, value.message] }
    if (value instanceof ArrayBuffer) return { $: 'bytes', t: 'ArrayBuffer', v: toBase64(new Uint8Array(value)) }
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      return { $: 'bytes', t: value.constructor.name, v: toBase64(bytes) }
    }
    return { $: 'object', v: Object.fromEntries(Object.entries(value).map(([key, each]) => [key, encode(each)])) }
  }

  const decode = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(decode)
    const { $: tag, v, t: type } = value as Tagged
    switch (tag) {
      case 'undefined':
        return undefined
      case 'bigint':
        return BigInt(v as string)
      case 'number':
        return Number(v)
      case 'date':
        return new Date(v as number)
      case 'map':
        return new Map((v as unknown[]).map(decode) as [unknown, unknown][])
      case 'set':
        return new Set((v as unknown[]).map(decode))
      case 'error': {
        const [name, message] = v as [string, string]
        return Object.assign(new Error(message), { name })
      }
      case 'bytes': {
        const bytes = fromBase64(v as string)
        if (type === 'ArrayBuffer') return bytes.buffer
        const View = (globalThis as unknown as Record<string, new (buffer: ArrayBufferLike) => unknown>)[type!]!
        return new View(bytes.buffer)
      }
      default:
        return Object.fromEntries(Object.entries(v as object).map(([key, each]) => [key, decode(each)]))
    }
  }

  return { encode: (value) => JSON.stringify(encode(value)), decode: (text) => decode(JSON.parse(text)) }
}
