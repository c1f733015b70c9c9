import type { ChannelStatistics } from '../../../../shared/tuning.ts'

/**
 * How far apart two sets of channels are: the root mean square over the channels of the Fréchet distance between normal
 * distributions of their mean and spread, in units of latents. 0: the same.
 */
export function statisticsDistance(a: ChannelStatistics, b: ChannelStatistics): number {
  const squares = a.mean.map(
    (mean, channel) => (mean - b.mean[channel]!) ** 2 + (a.std[channel]! - b.std[channel]!) ** 2,
  )
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
}

/** How much of the way to the reference was gone: 1 is all of it, 0 none, below 0 away from it. */
export function wayGone(before: number, after: number): number {
  return before === 0 ? 1 : 1 - after / before
}
