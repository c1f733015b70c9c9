export interface NumberRange {
  readonly min: number
  readonly max: number
  readonly step: number
}

/** What was typed as a number within the range and on its step, or undefined: `12,5 %` is 12.5, `abc` nothing. */
export function typedNumber(text: string, { min, max, step }: NumberRange): number | undefined {
  const cleaned = text.replace(/\s|%/g, '').replace(',', '.')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(cleaned)) return undefined
  const onStep = min + Math.round((Number(cleaned) - min) / step) * step
  const decimals = Math.max(decimalsOf(step), decimalsOf(min))
  return Number(Math.min(max, Math.max(min, onStep)).toFixed(decimals))
}

const decimalsOf = (value: number): number => String(value).split('.')[1]?.length ?? 0
