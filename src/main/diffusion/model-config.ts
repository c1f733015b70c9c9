import { UnsupportedModelError } from '../../shared/errors.ts'
import type { Component } from './model-source.ts'

type Json = unknown

/**
 * Reads a `config.json` key by key, so that nothing in it is overlooked: what a builder does not read must be absent,
 * null, false, empty, or one of the values it declares to be without effect.
 */
export class ModelConfig {
  private readonly config: Readonly<Record<string, Json>>
  private readonly file: string
  private readonly read = new Set<string>()

  constructor(component: Pick<Component, 'config' | 'configFile'>) {
    this.config = component.config
    this.file = component.configFile
  }

  integer(key: string, fallback?: number): number {
    const value = this.value(key) ?? fallback
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw this.unsupported(key, 'a whole number')
    }
    return value
  }

  /** A whole number that divides all of `sizes`. */
  divisor(key: string, fallback: number, sizes: readonly number[]): number {
    const value = this.integer(key, fallback)
    if (sizes.some((size) => size % value !== 0)) throw this.unsupported(key, `a divisor of ${sizes.join(', ')}`)
    return value
  }

  number(key: string, fallback: number): number {
    const value = this.value(key) ?? fallback
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.unsupported(key, 'a number')
    return value
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.value(key) ?? fallback
    if (typeof value !== 'boolean') throw this.unsupported(key, 'true or false')
    return value
  }

  /** A list of whole numbers, or one number that stands for `length` equal ones. */
  integers(key: string, fallback?: number | readonly number[], length?: number): readonly number[] {
    const value = this.value(key) ?? fallback
    const list: readonly Json[] = Array.isArray(value) ? (value as Json[]) : new Array<Json>(length ?? 1).fill(value)
    if (list.length === 0 || (length !== undefined && list.length !== length)) {
      throw this.unsupported(key, `a list of ${length ?? 'one or more'} whole numbers`)
    }
    if (!list.every((item) => Number.isSafeInteger(item) && (item as number) > 0)) {
      throw this.unsupported(key, 'positive whole numbers')
    }
    return list as readonly number[]
  }

  /** One of the supported words. */
  word<const Word extends string>(key: string, supported: readonly Word[], fallback?: Word): Word {
    const value = this.value(key) ?? fallback
    if (!supported.includes(value as Word)) throw this.unsupported(key, supported.join(' or '))
    return value as Word
  }

  words<const Word extends string>(
    key: string,
    supported: readonly Word[],
    fallback?: readonly Word[],
  ): readonly Word[] {
    const value = this.value(key) ?? fallback
    if (!Array.isArray(value) || !value.every((item) => supported.includes(item as Word))) {
      throw this.unsupported(key, `a list of ${supported.join(', ')}`)
    }
    return value as Word[]
  }

  /** Declares the only values of these keys that are supported; absent and null are accepted too. */
  only(allowed: Readonly<Record<string, Json>>): void {
    for (const [key, expected] of Object.entries(allowed)) {
      const value = this.value(key)
      if (value !== undefined && value !== null && value !== expected)
        throw this.unsupported(key, JSON.stringify(expected))
    }
  }

  /** Keys that say nothing about the computation. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) this.read.add(key)
  }

  /** @throws UnsupportedModelError for the first key that nothing has read and that is not neutral */
  finish(): void {
    for (const [key, value] of Object.entries(this.config)) {
      const neutral = value === null || value === false || (Array.isArray(value) && value.length === 0)
      if (!key.startsWith('_') && !this.read.has(key) && !neutral) throw this.unsupported(key, 'nothing under this key')
    }
  }

  unsupported(key: string, expected: string): UnsupportedModelError {
    const found = key in this.config ? JSON.stringify(this.config[key]) : 'nothing'
    return new UnsupportedModelError(
      `The model's "${key}" is ${found} in ${this.file}, where Weatherglass supports ${expected}: choose a Stable Diffusion 1.x or 2.x base model.`,
      this.file,
    )
  }

  private value(key: string): Json {
    this.read.add(key)
    return this.config[key]
  }
}
