/** Width and height in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * How a picture is looked at: as a whole, or `scale` pixels of the screen to one of its own around a point of it (0 to 1), which is
 * the same on pictures of any size.
 */
export type Zoom = 'fit' | { readonly scale: number; readonly x: number; readonly y: number }

/** Where a picture lies on its stage, in pixels of CSS. */
export interface PlacedPicture {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Pixels of CSS that a whole picture leaves free around it. */
const FIT_MARGIN = 12
/** Pixels of the screen for one of the picture. */
const MAX_SCALE = 16

/** A picture on a stage with `density` pixels of the screen to one of CSS. */
export interface Scene {
  readonly picture: Size
  readonly stage: Size
  readonly density: number
}

/** Pixels of the screen to one of the picture where it is seen as a whole; small ones are not made larger than four times. */
export function fitScale({ picture, stage, density }: Scene): number {
  const room = { width: stage.width - 2 * FIT_MARGIN, height: stage.height - 2 * FIT_MARGIN }
  const scale = Math.min(room.width / picture.width, room.height / picture.height) * density
  return Math.max(0.01, Math.min(scale, 4))
}

export const scaleOf = (zoom: Zoom, scene: Scene): number => (zoom === 'fit' ? fitScale(scene) : zoom.scale)

export function placed(zoom: Zoom, scene: Scene): PlacedPicture {
  const { picture, stage, density } = scene
  const scale = scaleOf(zoom, scene) / density
  const centre = zoom === 'fit' ? { x: 0.5, y: 0.5 } : zoom
  const [width, height] = [picture.width * scale, picture.height * scale]
  return {
    left: edge(stage.width, width, centre.x),
    top: edge(stage.height, height, centre.y),
    width,
    height,
  }
}

/** A picture that is smaller than its stage is in the middle; a larger one leaves no edge of it bare. */
function edge(stage: number, length: number, centre: number): number {
  if (length <= stage) return (stage - length) / 2
  return Math.min(0, Math.max(stage - length, stage / 2 - centre * length))
}

/** Zooms by a factor so that what is under a point of the stage stays there; down to the whole picture. */
export function zoomedAt(zoom: Zoom, scene: Scene, at: Point, factor: number): Zoom {
  const smallest = fitScale(scene)
  const scale = Math.min(MAX_SCALE, scaleOf(zoom, scene) * factor)
  if (scale <= smallest) return 'fit'
  const before = placed(zoom, scene)
  const under = { x: (at.x - before.left) / before.width, y: (at.y - before.top) / before.height }
  return around(scale, under, at, scene)
}

/** To so many pixels of the screen for one of the picture, around the middle of the stage or a point of it. */
export function zoomedTo(zoom: Zoom, scene: Scene, scale: number, at?: Point): Zoom {
  const { stage } = scene
  const middle = at ?? { x: stage.width / 2, y: stage.height / 2 }
  const before = placed(zoom, scene)
  const under = { x: (middle.x - before.left) / before.width, y: (middle.y - before.top) / before.height }
  return around(scale, under, middle, scene)
}

/** Moves the picture under the stage by pixels of CSS. */
export function panned(zoom: Zoom, scene: Scene, by: Point): Zoom {
  if (zoom === 'fit') return zoom
  const { left, top, width, height } = placed(zoom, scene)
  const { stage } = scene
  const x = (stage.width / 2 - left - by.x) / width
  const y = (stage.height / 2 - top - by.y) / height
  return within({ scale: zoom.scale, x, y }, scene)
}

/** The picture's pixel under a point of the stage; null beside it. */
export function pixelAt(zoom: Zoom, scene: Scene, at: Point): Point | null {
  const { left, top, width, height } = placed(zoom, scene)
  const x = Math.floor(((at.x - left) / width) * scene.picture.width)
  const y = Math.floor(((at.y - top) / height) * scene.picture.height)
  return x < 0 || y < 0 || x >= scene.picture.width || y >= scene.picture.height ? null : { x, y }
}

/** So that the point `under` of the picture (0 to 1) comes to lie at `at` of the stage. */
function around(scale: number, under: Point, at: Point, scene: Scene): Zoom {
  const { picture, stage, density } = scene
  const x = under.x + ((stage.width / 2 - at.x) * density) / (picture.width * scale)
  const y = under.y + ((stage.height / 2 - at.y) * density) / (picture.height * scale)
  return within({ scale, x, y }, scene)
}

/** Keeps the middle where no edge is bare, so that dragging back acts at once. */
function within(zoom: Exclude<Zoom, 'fit'>, { picture, stage, density }: Scene): Zoom {
  const half = (length: number, room: number): number => Math.min(0.5, (room * density) / (2 * length * zoom.scale))
  const [halfX, halfY] = [half(picture.width, stage.width), half(picture.height, stage.height)]
  return {
    scale: zoom.scale,
    x: Math.min(1 - halfX, Math.max(halfX, zoom.x)),
    y: Math.min(1 - halfY, Math.max(halfY, zoom.y)),
  }
}
