/** A text beside a point of a plot, in pixels. */
export interface PlotLabel {
  readonly text: string
  readonly x: number
  readonly y: number
  /** The side that is free: away from where the line goes. */
  readonly side: 'left' | 'right'
}

export interface PlacedLabel {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'end'
}

/** Of 12 px Inter, as wide as it gets; an estimate serves to keep texts apart and inside. */
const LETTER = 6.6
const LINE = 15
/** Between a point and its text. */
const GAP = 10

/**
 * Where texts stand so that none leaves the box and none covers another: on its own side of the point if it fits there, else above it
 * on the other one, and lower than what stands there already.
 */
export function placedLabels(
  labels: readonly PlotLabel[],
  box: { readonly width: number; readonly height: number },
): readonly PlacedLabel[] {
  const placed: (PlacedLabel & { readonly from: number; readonly to: number })[] = []
  for (const { text, x, y, side } of labels) {
    const width = text.length * LETTER
    const fits = { left: x - GAP - width >= 0, right: x + GAP + width <= box.width }
    const other = side === 'left' ? 'right' : 'left'
    const taken = fits[side] || !fits[other] ? side : other
    const from = taken === 'right' ? x + GAP : x - GAP - width
    const isOn = (at: number) =>
      placed.some((each) => each.from < from + width && from < each.to && Math.abs(each.y - at) < LINE)
    // on the other side the line may go: above it
    let at = Math.max(LINE, taken === side ? y + 4 : y - 8)
    while (isOn(at) && at + LINE <= box.height) at += LINE
    const anchor = taken === 'right' ? 'start' : 'end'
    placed.push({ text, x: taken === 'right' ? x + GAP : x - GAP, y: at, anchor, from, to: from + width })
  }
  return placed.map(({ text, x, y, anchor }) => ({ text, x, y, anchor }))
}
