import type { Condition } from '../../shared/conditions.ts'
import { UsageError } from '../../shared/errors.ts'
import { trainIdOfLabelId } from '../../shared/labels.ts'
import { Geometry } from './geometry/geometry.ts'
import { createSamples, drawCamera, drawCovers, SAMPLES, type Camera } from './geometry/raster.ts'
import { Random } from './geometry/random.ts'
import { Site } from './geometry/site.ts'
import { addBonnet } from './objects/ego.ts'
import { layGround } from './objects/ground.ts'
import { fillPlots } from './objects/plots.ts'
import { furnish, populate } from './objects/traffic.ts'
import { Exposure, placeSun } from './paint/exposure.ts'
import { exposeSamples, paintSamples } from './paint/painter.ts'
import { Palette } from './paint/palette.ts'
import { readLabels } from './scene-labels.ts'
import { planStreet, type Street } from './street.ts'
import { drawWeather, type DrawnScene } from './weather/draw.ts'

export interface SceneSize {
  /** Pixels. */
  readonly width: number
  readonly height: number
}

/** A street scene: the same things stand in it in every condition. All maps are `[height, width]`, row by row. */
export interface Scene extends SceneSize {
  readonly seed: number
  /** Cityscapes label ids. */
  readonly labelIds: Uint8Array
  /** The 19 evaluation classes; 255 elsewhere. */
  readonly trainIds: Uint8Array
  /** Cityscapes instance ids: label id x 1000 + number of the object, or the label id where a class has no instances. */
  readonly instanceIds: Uint16Array
  /** What the conditions are drawn from. */
  readonly drawn: DrawnScene
}

/** RGB bytes, `[height, width, 3]`. */
export interface DrawnImage extends SceneSize {
  readonly data: Uint8Array
}

const LARGEST = 4096

function checkSize({ width, height }: SceneSize): void {
  for (const [name, value] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!Number.isInteger(value) || value < 32 || value > LARGEST) {
      throw new UsageError(`A scene's ${name} must be an integer from 32 to ${LARGEST} pixels but is ${value}.`)
    }
  }
}

function placeCamera(seed: number, { width, height }: SceneSize): Camera {
  const random = new Random(seed, 2)
  const focal = Math.min(width, 2.2 * height) * SAMPLES
  return {
    width: width * SAMPLES,
    height: height * SAMPLES,
    focal: focal * random.range(0.72, 0.95),
    centreX: width * SAMPLES * random.range(0.4, 0.6),
    horizon: height * SAMPLES * random.range(0.4, 0.5),
    cameraHeight: random.range(1.25, 1.75),
  }
}

function buildSite(street: Street, camera: Camera): Site {
  const site = new Site(street, camera, new Geometry())
  const { seed } = street
  layGround(site)
  fillPlots(site, new Random(seed, 3))
  furnish(site, new Random(seed, 4))
  populate(site, new Random(seed, 5))
  const ego = new Random(seed, 6)
  if (ego.chance(0.35)) addBonnet(site, ego)
  return site
}

/**
 * Plans and builds the street scene of a seed and finds what each pixel shows. The same seed and size give the same
 * scene on every platform.
 */
export function createScene(seed: number, size: SceneSize): Scene {
  checkSize(size)
  const street = planStreet(seed)
  const camera = placeCamera(seed, size)
  const site = buildSite(street, camera)
  const { geometry } = site
  const samples = createSamples(camera.width, camera.height, 0)
  drawCamera(geometry, camera, samples)
  const labels = readLabels(geometry, samples, drawCovers(geometry, camera, samples))
  const exposure = new Exposure(geometry, placeSun(seed))
  return {
    seed,
    width: size.width,
    height: size.height,
    labelIds: labels.labelIds,
    trainIds: labels.labelIds.map((id) => trainIdOfLabelId(id)),
    instanceIds: labels.instanceIds,
    drawn: {
      street,
      camera,
      geometry,
      samples,
      exposure,
      exposed: exposeSamples(geometry, samples, camera, exposure),
      lamps: site.lamps,
      painted: new Map(),
    },
  }
}

export interface DrawOptions {
  /** Another town's colours for the same scene; the scene's own seed by default. */
  readonly paletteSeed?: number
}

/** Draws a scene in a condition: RGB bytes of the scene's size. */
export function drawScene(scene: Scene, condition: Condition, options: DrawOptions = {}): DrawnImage {
  const { drawn, seed, width, height, labelIds } = scene
  const palette = new Palette(options.paletteSeed ?? seed)
  let painted = drawn.painted.get(palette.seed)
  if (!painted) {
    painted = paintSamples(drawn.geometry, drawn.samples, drawn.camera, drawn.street, palette)
    drawn.painted.clear()
    drawn.painted.set(palette.seed, painted)
  }
  return {
    width,
    height,
    data: drawWeather(drawn, painted, condition, { width, height, labelIds, seed: palette.seed }),
  }
}
