import { rowName, type Result, type Row } from './comparison.ts'
import type { NumberName } from './numbers.ts'
import { meanOf, ratioOf, type Estimate } from './statistics.ts'
import type { Adverse } from './streets.ts'

/** All results, to be asked for means, and for differences and ratios over the pairs that two rows share. */
export class Report {
  private readonly numbers = new Map<string, Map<number, Result['numbers']>>()

  constructor(results: readonly Result[]) {
    for (const { row, condition, contentSeed, numbers } of results) {
      const key = keyOf(row, condition)
      const ofSeeds = this.numbers.get(key) ?? new Map<number, Result['numbers']>()
      this.numbers.set(key, ofSeeds.set(contentSeed, numbers))
    }
  }

  has(row: Row, condition: Adverse): boolean {
    return this.numbers.has(keyOf(row, condition))
  }

  mean(row: Row, condition: Adverse, name: NumberName): Estimate | null {
    return meanOf([...this.values(row, condition, name).values()])
  }

  /** The mean of `first` - `second` over pairs. */
  difference(first: Row, second: Row, condition: Adverse, name: NumberName): Estimate | null {
    return meanOf(this.paired(first, second, condition, name).map(([one, other]) => one - other))
  }

  /** The mean of `first` over the mean of `second`. */
  ratio(first: Row, second: Row, condition: Adverse, name: NumberName): Estimate | null {
    return ratioOf(this.paired(first, second, condition, name))
  }

  private paired(first: Row, second: Row, condition: Adverse, name: NumberName): [number, number][] {
    const others = this.values(second, condition, name)
    return [...this.values(first, condition, name)].flatMap(([seed, value]): [number, number][] => {
      const other = others.get(seed)
      return other === undefined ? [] : [[value, other]]
    })
  }

  private values(row: Row, condition: Adverse, name: NumberName): Map<number, number> {
    const values = new Map<number, number>()
    for (const [seed, numbers] of this.numbers.get(keyOf(row, condition)) ?? []) {
      const value = numbers[name]
      if (value !== null) values.set(seed, value)
    }
    return values
  }
}

const keyOf = (row: Row, condition: Adverse): string => `${rowName(row)} ${condition}`
