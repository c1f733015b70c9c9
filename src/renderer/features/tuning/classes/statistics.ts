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
