import { clamp, raised } from '../geometry/elementary.ts'
import type { Camera } from '../geometry/raster.ts'
import { labelIds } from '../geometry/surfaces.ts'
import { noiseTiles, sampleNoise } from '../paint/noise.ts'
import type { Street } from '../street.ts'
import type { Picture } from './picture.ts'

const wetShare = new Map<number, number>([
  [labelIds.road, 1],
  [labelIds.sidewalk, 0.75],
])
const ground = new Set<number>([labelIds.road, labelIds.sidewalk, labelIds.terrain])

/** The picture as a mirror in the plane of the road shows it; rows above the horizon stay black. */
function mirrorPicture(
  { width, height, light, distance, labelIds: labels }: Picture,
  horizon: number,
  rise: number,
): Float32Array {
  const mirror = new Float32Array(light.length)
  const farthest = new Float32Array(height)
  for (let x = 0; x < width; x++) {
    farthest.fill(Infinity)
    for (let y = height - 1; y >= 0; y--) fill(x, y)
  }
  return mirror

  function fill(x: number, y: number): void {
    const pixel = y * width + x
    if (ground.has(labels[pixel]!)) return
    const away = distance[pixel]!
    const foot = horizon + rise / away
    const from = Math.max(Math.ceil(horizon), Math.round(2 * foot - y - 0.5))
    const to = Math.min(height - 1, Math.round(2 * foot - y + 0.5))
    for (let row = from; row <= to; row++) {
      if (away > farthest[row]!) continue
      farthest[row] = away
      const target = 3 * (row * width + x)
      mirror[target] = light[3 * pixel]!
      mirror[target + 1] = light[3 * pixel + 1]!
      mirror[target + 2] = light[3 * pixel + 2]!
    }
  }
}

const TAPS = [-1.5, -0.5, 0.5, 1.5]

/** Lays the mirrored street over the wet ground: clear in puddles, drawn out on rough asphalt, stronger at a flat angle. */
export function reflectGround(picture: Picture, camera: Camera, street: Street, wetness: number): void {
  const { width, height, light, labelIds: labels } = picture
  const scale = width / camera.width
  const horizon = camera.horizon * scale
  const focal = camera.focal * scale
  const mirror = mirrorPicture(picture, horizon, focal * camera.cameraHeight)
  const { cloud, grain } = noiseTiles()
  for (let y = Math.ceil(horizon + 1); y < height; y++) {
    const z = (focal * camera.cameraHeight) / (y + 0.5 - horizon)
    const cosine = camera.cameraHeight / Math.sqrt(z * z + camera.cameraHeight * camera.cameraHeight)
    const fresnel = 0.03 + 0.97 * raised(1 - cosine, 4)
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x
      const share = wetShare.get(labels[pixel]!)
      if (share === undefined) continue
      const lateral = ((x + 0.5 - camera.centreX * scale) / focal) * z - street.bend * z * z
      const water = sampleNoise(cloud, lateral / 9 + street.seed * 0.37, z / 16, z / 4000)
      const ripple = sampleNoise(grain, lateral / 1.6, z / 2.6, (z * z) / (focal * 2))
      const puddle = clamp(water * 1.4 + wetness - 0.9, 0, 1) * share
      const strength = clamp(share * fresnel * (0.4 * wetness + 0.6 * puddle), 0, 0.92)
      blendMirror(
        light,
        mirror,
        pixel,
        x,
        y,
        width,
        height,
        strength,
        ripple * (1 - 0.75 * puddle),
        (1.2 - puddle) * height * 0.018,
      )
    }
  }
}

function blendMirror(
  light: Float32Array,
  mirror: Float32Array,
  pixel: number,
  x: number,
  y: number,
  width: number,
  height: number,
  strength: number,
  ripple: number,
  smear: number,
): void {
  const column = clamp(Math.round(x + ripple * 0.8), 0, width - 1)
  for (let channel = 0; channel < 3; channel++) {
    let seen = 0
    for (const tap of TAPS) {
      const row = clamp(Math.round(y + (tap + ripple) * smear), 0, height - 1)
      seen += mirror[3 * (row * width + column) + channel]! / 4
    }
    const index = 3 * pixel + channel
    light[index]! += (seen - light[index]! * 0.6) * strength
  }
}
