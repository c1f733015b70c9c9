/**
 * What a reference contributes to a transfer, kept so that its branch need not be evaluated again for the next content: K
 * and V of the mixing layers and the latents after each step. At 512x1024 that is 94 MB a step in float32.
 */

/** K and V of one layer at one step, [guidance branches, N, C]. */
export interface KeysAndValues {
  readonly k: Float32Array
  readonly v: Float32Array
}

export interface CachedStyle {
  /** By step, after its own step: [C, h, w]. */
  readonly latentsAfter: readonly Float32Array[]
  /** By step, by layer; steps that do not mix have none. */
  readonly layers: readonly ReadonlyMap<string, KeysAndValues>[]
}

/** Keeps references within a budget; the one that was used longest ago goes first. */
export class StyleCache {
  readonly maxBytes: number
  private readonly styles = new Map<string, { readonly style: CachedStyle; readonly bytes: number }>()
  private bytes = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** @param key names everything that the reference's branch depends on */
  get(key: string): CachedStyle | null {
    const entry = this.styles.get(key)
    if (!entry) return null
    this.styles.delete(key)
    this.styles.set(key, entry)
    return entry.style
  }

  /** Keeps a reference if it fits at all. */
  put(key: string, style: CachedStyle): void {
    const bytes = sizeOf(style)
    this.drop(key)
    if (bytes > this.maxBytes) return
    for (const oldest of this.styles.keys()) {
      if (this.bytes + bytes <= this.maxBytes) break
      this.drop(oldest)
    }
    this.styles.set(key, { style, bytes })
    this.bytes += bytes
  }

  private drop(key: string): void {
    const entry = this.styles.get(key)
    if (!entry) return
    this.styles.delete(key)
    this.bytes -= entry.bytes
  }
}

function sizeOf({ latentsAfter, layers }: CachedStyle): number {
  const latents = latentsAfter.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const perLayer = layers.flatMap((byLayer) => [...byLayer.values()])
  return perLayer.reduce((sum, { k, v }) => sum + k.byteLength + v.byteLength, latents)
}
