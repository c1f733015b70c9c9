/** The sequences of all sources, by number; 0 stands for none. */
export class Sequences {
  readonly all: ({ readonly source: number; readonly sequence: string } | null)[] = [null]
  readonly #bySource = new Map<number, Map<string, number>>()

  numberOf(source: number, sequence: string): number {
    const ofSource = this.#bySource.get(source) ?? new Map<string, number>()
    this.#bySource.set(source, ofSource)
    const known = ofSource.get(sequence)
    if (known !== undefined) return known
    const number = this.all.push({ source, sequence }) - 1
    ofSource.set(sequence, number)
    return number
  }

  /** The number of a sequence that some image has or had; undefined where none did. */
  find(source: number, sequence: string): number | undefined {
    return this.#bySource.get(source)?.get(sequence)
  }
}
