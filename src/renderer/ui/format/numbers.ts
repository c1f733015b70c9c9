/**
 * Numbers as a person reads them, always with their unit. Number and unit hold together by a no-break space, so that no
 * line ends between them.
 */

const space = '\u00a0'

const grouped = (fractionDigits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en', { minimumFractionDigits: 0, maximumFractionDigits: fractionDigits })
const whole = grouped(0)
const oneDecimal = grouped(1)

/** 44192 -> `44,192`. */
export const count = (value: number): string => whole.format(value)

/** (1, 'image') -> `1 image`; (1284, 'image') -> `1,284 images`; `plural` where an s does not make it. */
export const counted = (value: number, singular: string, plural = `${singular}s`): string =>
  `${count(value)}${space}${value === 1 ? singular : plural}`

/** (1024, 512) -> `1,024 × 512 pixels`: width first. */
export const pixels = (width: number, height: number): string =>
  `${count(width)}${space}×${space}${count(height)}${space}pixels`

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** 3.4e9 -> `3.4 GB`, 38e6 -> `38 MB`, 612e9 -> `612 GB`: decimal units, a decimal where it says something. */
export function bytes(value: number): string {
  let power = 0
  let scaled = value
  // 999.5 would be read as 1,000
  while (scaled >= 999.5 && power < byteUnits.length - 1) {
    scaled /= 1000
    power += 1
  }
  const hasDecimal = power > 0 && scaled < (power >= 3 ? 99.95 : 9.95)
  return `${(hasDecimal ? oneDecimal : whole).format(scaled)}${space}${byteUnits[power]}`
}

/** (38, 'images') -> `38 images/s`; below one a second by the hour: (412 / 3600, 'images') -> `412 images/h`. */
export function rate(perSecond: number, unit: string): string {
  if (perSecond < 1) return `${count(perSecond * 3600)}${space}${unit}/h`
  return `${(perSecond < 9.95 ? oneDecimal : whole).format(perSecond)}${space}${unit}/s`
}

const paddedTo2 = (value: number): string => String(value).padStart(2, '0')

/** Seconds as `8.7 s`, `40 s`, `2 min 30 s`, `45 min`, `6 h 04 min`, `3 days 4 h`: two units at most. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${oneDecimal.format(Math.max(0, seconds))}${space}s`
  const total = Math.round(seconds)
  if (total < 60) return `${total}${space}s`
  if (total < 600) return pair(Math.floor(total / 60), 'min', String(total % 60), 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes}${space}min`
  if (minutes < 48 * 60) return pair(Math.floor(minutes / 60), 'h', paddedTo2(minutes % 60), 'min')
  const hours = Math.round(seconds / 3600)
  return pair(Math.floor(hours / 24), 'days', String(hours % 24), 'h')
}

function pair(large: number, largeUnit: string, small: string, smallUnit: string): string {
  const first = `${large}${space}${largeUnit}`
  return Number(small) === 0 ? first : `${first}${space}${small}${space}${smallUnit}`
}

/** 150 -> `2 min 30 s left`; below a second `ending`. */
export const timeLeft = (seconds: number): string => (seconds < 1 ? 'ending' : `${duration(seconds)}${space}left`)

/**
 * A share of 0 to 1: 0.3126 -> `31.3 %`; what would round to nothing or all says so: `< 0.1 %`, `> 99.9 %`. Settings are whole:
 * `fractionDigits` 0.
 */
export function share(value: number, fractionDigits: 0 | 1 = 1): string {
  const percent = value * 100
  if (percent === 0 || percent === 100) return `${percent}${space}%`
  const step = fractionDigits === 1 ? 0.1 : 1
  if (percent > 0 && percent < step / 2) return `<${space}${step}${space}%`
  if (percent < 100 && percent >= 100 - step / 2) return `>${space}${100 - step}${space}%`
  return `${percent.toFixed(fractionDigits)}${space}%`
}

/** A measure of 0 to 1 with two decimals: 0.7 -> `0.70`. */
export const measure = (value: number): string => value.toFixed(2)

const dateAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** A time, stored in UTC, where the person is: `22 Nov 2025, 09:14`. */
export const dateTime = (time: Date): string => dateAndTime.format(time)
