import { useKeys } from '../../shell/keys/keys.tsx'
import type { Gallery } from '../gallery/use-gallery.ts'
import { boardKeys } from '../gallery/gallery-keys.ts'
import type { Stepping } from './stepping.ts'
import type { OverlaySettings } from './use-overlay-settings.ts'
import { panned, zoomedAt, zoomedTo, type Point, type Scene, type Zoom } from './zoom.ts'

interface LoupeKeysOptions {
  readonly gallery: Gallery
  readonly image: number
  readonly stepping: Stepping
  readonly settings: OverlaySettings
  readonly onTune: () => void
  readonly onBare: (isBare: boolean) => void
  readonly changeZoom: (change: (zoom: Zoom, scene: Scene) => Zoom) => void
}

const KEY_ZOOM = 1.5
/** Pixels of CSS. */
const KEY_PAN = 80

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: KEY_PAN, y: 0 },
  ArrowRight: { x: -KEY_PAN, y: 0 },
  ArrowUp: { x: 0, y: KEY_PAN },
  ArrowDown: { x: 0, y: -KEY_PAN },
}

export function useLoupeKeys({
  gallery,
  image,
  stepping,
  settings,
  onTune,
  onBare,
  changeZoom,
}: LoupeKeysOptions): void {
  const { index, total } = stepping
  const step = (by: number) => () => stepping.go(index === null ? 0 : index + by)
  const zoomBy = (factor: number) => () => changeZoom((zoom, scene) => zoomedAt(zoom, scene, middleOf(scene), factor))
  useKeys(
    'Loupe',
    [
      {
        keys: ['Escape', 'Space', 'Enter'],
        words: `Back to the ${stepping.origin.toLowerCase()}`,
        onPress: stepping.back,
      },
      { keys: 'ArrowRight', words: 'Next picture', onPress: step(1), isRepeated: true },
      { keys: 'ArrowLeft', words: 'Picture before', onPress: step(-1), isRepeated: true },
      { keys: 'Home', words: 'First picture', onPress: () => stepping.go(0) },
      { keys: 'End', words: 'Last picture', onPress: () => stepping.go((total ?? 1) - 1) },
      {
        keys: 'z',
        words: 'One pixel for one, or the whole picture',
        onPress: () => changeZoom((zoom, scene) => (zoom === 'fit' ? zoomedTo(zoom, scene, 1) : 'fit')),
      },
      { keys: '+', words: 'Nearer', onPress: zoomBy(KEY_ZOOM), isRepeated: true },
      { keys: '-', words: 'Farther', onPress: zoomBy(1 / KEY_ZOOM), isRepeated: true },
      {
        keys: Object.keys(directions).map((key) => `Shift+${key}`),
        words: 'Move the picture',
        onPress: ({ key }) => changeZoom((zoom, scene) => panned(zoom, scene, directions[key]!)),
        isRepeated: true,
      },
      { keys: 't', words: 'Tune with the picture', onPress: onTune },
      { keys: 'o', words: 'Label overlay on or off', onPress: () => settings.onOn(!settings.isOn) },
      { keys: 'h', words: 'Hold to see the bare picture', onHold: onBare },
      ...boardKeys((condition) => gallery.put(condition, [image]), gallery.step),
    ],
    'over',
  )
}

const middleOf = ({ stage }: Scene): Point => ({ x: stage.width / 2, y: stage.height / 2 })
