import { hash } from 'node:crypto'

/**
 * The pseudo-random number in [0, 1) of a seed and a key: the first 48 bits of SHA-256 over both. Each draw stands by itself, so
 * none depends on how many were made before, and all are the same on every machine.
 */
export const seededDraw = (seed: number, ...key: readonly (string | number)[]): number =>
  hash('sha256', [seed, ...key].join('/'), 'buffer').readUIntBE(0, 6) / 2 ** 48

/** The same as an integer from 0 to `count` - 1. */
export const seededIndex = (count: number, seed: number, ...key: readonly (string | number)[]): number =>
  Math.floor(seededDraw(seed, ...key) * count)
