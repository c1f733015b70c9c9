/** Values that many rows share, each kept once and known by its number. */
export class Dictionary<Value> {
  readonly values: Value[] = []
  readonly #numbers = new Map<Value, number>()

  numberOf(value: Value): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    this.values.push(value)
    this.#numbers.set(value, this.values.length - 1)
    return this.values.length - 1
  }

  /** The number of a value that some row has or had; undefined where none did. */
  find(value: Value): number | undefined {
    return this.#numbers.get(value)
  }
}
