import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { share } from '../../ui/format/numbers.ts'
import styles from './loupe.module.css'
import { scaleOf, zoomedTo, type Scene, type Zoom } from './zoom.ts'

interface ZoomButtonsProps {
  readonly zoom: Zoom
  readonly scene: Scene | null
  readonly onZoom: (change: (zoom: Zoom, scene: Scene) => Zoom) => void
}

/** The whole picture, or one or two pixels of the screen for each of its own; and how many there are now. */
export function ZoomButtons({ zoom, scene, onZoom }: ZoomButtonsProps) {
  const choose = (_: unknown, scale: number | 'fit' | null) => {
    if (scale === null) return
    onZoom((before, now) => (scale === 'fit' ? 'fit' : zoomedTo(before, now, scale)))
  }
  return (
    <>
      <span className={styles.scale} aria-label="Zoom">
        {scene && share(scaleOf(zoom, scene), 0)}
      </span>
      <ToggleButtonGroup
        className={styles.zoom}
        value={zoom === 'fit' ? 'fit' : zoom.scale}
        exclusive
        size="small"
        aria-label="Zoom"
        onChange={choose}
      >
        <ToggleButton value="fit">Fit</ToggleButton>
        <ToggleButton value={1}>100 %</ToggleButton>
        <ToggleButton value={2}>200 %</ToggleButton>
      </ToggleButtonGroup>
    </>
  )
}
