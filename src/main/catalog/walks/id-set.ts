/** A set of row ids, one bit each: 25 kB for 200,000 images, whatever their order. */
export interface IdSet {
  add(id: number): void
  has(id: number): boolean
}

export function idSet(): IdSet {
  let bits = new Uint8Array(4096)
  return {
    add: (id) => {
      const byte = Math.floor(id / 8)
      if (byte >= bits.length) {
        const grown = new Uint8Array(Math.max(byte + 1, 2 * bits.length))
        grown.set(bits)
        bits = grown
      }
      bits[byte]! |= 1 << (id % 8)
    },
    has: (id) => ((bits[Math.floor(id / 8)] ?? 0) & (1 << (id % 8))) !== 0,
  }
}
