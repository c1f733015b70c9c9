import { clamp, mix } from '../geometry/elementary.ts'
import { noiseTiles, sampleNoise } from '../paint/noise.ts'
import type { Light } from './weather.ts'

export type Tone = readonly [number, number, number]

/** A sky: a gradient from the horizon upwards and a layer of clouds. */
export interface SkyLook {
  readonly horizon: Tone
  readonly zenith: Tone
  readonly cloud: Tone
  readonly cloudShade: Tone
  /** 0 clear to 1 overcast. */
  readonly cover: number
  readonly softness: number
  readonly drift: number
}

/** Writes the light of the sky in a direction. */
export function lightOfSky(look: SkyLook, right: number, up: number, light: Light): void {
  const { cloud, rough } = noiseTiles()
  const height = clamp(up * 1.55, 0, 1)
  const rise = 1 - (1 - height) * (1 - height)
  const layer = 1 / (up + 0.16)
  const u = right * layer * 0.085 + look.drift
  const v = layer * 0.11 + look.drift * 0.7
  const large = sampleNoise(cloud, u, v, 0.002 * layer)
  const fine = sampleNoise(rough, u * 2.3, v * 2.3, 0.003 * layer)
  const density = clamp((large + 0.35 * fine + (look.cover - 0.5) * 4) / look.softness, 0, 1)
  const body = density * density * (3 - 2 * density)
  const shade = clamp(0.5 + 0.35 * large + 0.12 * fine, 0, 1)
  light.red = mix(mix(look.horizon[0], look.zenith[0], rise), mix(look.cloud[0], look.cloudShade[0], shade), body)
  light.green = mix(mix(look.horizon[1], look.zenith[1], rise), mix(look.cloud[1], look.cloudShade[1], shade), body)
  light.blue = mix(mix(look.horizon[2], look.zenith[2], rise), mix(look.cloud[2], look.cloudShade[2], shade), body)
}

/** What a glossy surface mirrors in a direction: sky above, the street's fronts and ground below. */
export function lightOfSurroundings(look: SkyLook, up: number, light: Light): void {
  const sky = clamp((up - 0.12) * 4, 0, 1)
  const height = 0.6 * clamp(up, 0, 1)
  const share = 0.22 + 0.78 * sky
  light.red = mix(look.horizon[0], look.zenith[0], height) * share
  light.green = mix(look.horizon[1], look.zenith[1], height) * share
  light.blue = mix(look.horizon[2], look.zenith[2], height) * share
}
