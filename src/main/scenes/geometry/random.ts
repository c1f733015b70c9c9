import { exponential, logarithm } from './elementary.ts'

/** Mixes up to three integers into one of 32 bits (finaliser of MurmurHash3). */
export function hash(a: number, b = 0, c = 0): number {
  let h = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The same as a number in [0, 1). */
export const hashShare = (a: number, b = 0, c = 0): number => hash(a, b, c) / 4294967296

/** A generator of pseudo-random numbers with its own state: sfc32 (C. Doty-Humphrey, PractRand), integers only. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number, stream = 0) {
    this.#a = hash(seed, stream, 1) | 0
    this.#b = hash(seed, stream, 2) | 0
    this.#c = hash(seed, stream, 3) | 0
    for (let i = 0; i < 12; i++) this.next()
  }

  /** A number in [0, 1). */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }

  range(from: number, to: number): number {
    return from + (to - from) * this.next()
  }

  /** An integer from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!
  }

  /** About normal with mean 0 and standard deviation 1 (sum of four uniforms), within +-3.5. */
  normal(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * 1.7320508
  }

  /** Uniform in the logarithm: as many between 5 and 10 as between 10 and 20. */
  logRange(from: number, to: number): number {
    return from * exponential(this.next() * logarithm(to / from))
  }
}
