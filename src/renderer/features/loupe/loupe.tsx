import BackIcon from '@mui/icons-material/ChevronLeft'
import Button from '@mui/material/Button'
import { useCallback, useEffect, useEffectEvent, useState } from 'react'
import type { TrainId } from '../../../shared/labels.ts'
import { api } from '../../api.ts'
import { useAnswer } from '../../application/answer.ts'
import { useAnnounce } from '../../shell/announcements/announcements.tsx'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { count } from '../../ui/format/numbers.ts'
import { Kbd } from '../../ui/keys/kbd.tsx'
import { Spacer } from '../../ui/layout/bars.tsx'
import { Pane } from '../../ui/layout/pane.tsx'
import { fileName } from '../gallery/picture-words.ts'
import { BoardButtons } from '../gallery/selection/selection-bar.tsx'
import type { Gallery } from '../gallery/use-gallery.ts'
import { pairOfSelection, useTuneWith } from '../tuning/pair/tune-with.ts'
import { ClassPane } from './class-pane.tsx'
import { classShares, pointedInWords } from './class-shares.ts'
import { FilmStrip } from './film-strip.tsx'
import styles from './loupe.module.css'
import { OverlayBar } from './overlay-bar.tsx'
import { PictureFacts } from './picture-facts.tsx'
import { PictureStage } from './picture-stage.tsx'
import { useNeighbours, type Stepping } from './stepping.ts'
import { useLabelOverlay } from './use-label-overlay.ts'
import { useLoupeKeys } from './use-loupe-keys.ts'
import { useOverlaySettings } from './use-overlay-settings.ts'
import { ZoomButtons } from './zoom-buttons.tsx'
import type { Scene, Zoom } from './zoom.ts'

const PANE_WIDTH = 304

/** One picture as large as it goes, with its label over it and everything that is known of it. */
export function Loupe({ gallery, image, stepping }: { gallery: Gallery; image: number; stepping: Stepping }) {
  const { board, put } = gallery
  const { detail, failure } = useDetail(image, gallery)
  const settings = useOverlaySettings()
  const [lit, setLit] = useLit(image)
  const [isBare, setIsBare] = useState(false)
  const [zoom, setZoom] = useState<Zoom>('fit')
  const [scene, setScene] = useState<Scene | null>(null)
  const { overlay, trouble } = useLabelOverlay(image, detail, { settings, lit, isBare })
  const changeZoom = (change: (zoom: Zoom, scene: Scene) => Zoom) => scene && setZoom((before) => change(before, scene))
  const tuneWith = useTuneWith()
  const onTune = () => void pairOfSelection(new Set([image]), image).then(tuneWith, gallery.fail)
  useLoupeKeys({ gallery, image, stepping, settings, onTune, onBare: setIsBare, changeZoom })

  const shares = detail && classShares(detail)
  const name = detail ? fileName(detail.path) : ''
  useNeighbours(stepping)
  useStepAnnouncements(name, stepping)
  return (
    <>
      <ScreenHeader
        title={
          <span className={styles.title}>
            <Button className={styles.back} startIcon={<BackIcon />} aria-keyshortcuts="Escape" onClick={stepping.back}>
              {stepping.origin}
            </Button>
            <span className={styles.name}>{name}</span>
          </span>
        }
      >
        {stepping.index !== null && stepping.total !== null && (
          <span className={styles.place}>
            {count(stepping.index + 1)} of {count(stepping.total)}
          </span>
        )}
        <Spacer />
        <span className={styles.put}>Put on board</span>
        <BoardButtons images={[image]} board={board} onPut={put} />
        <Button aria-keyshortcuts="t" title="In the tuning screen" endIcon={<Kbd keys="t" />} onClick={onTune}>
          Tune
        </Button>
        <ZoomButtons zoom={zoom} scene={scene} onZoom={changeZoom} />
      </ScreenHeader>
      <div className={styles.columns}>
        <div className={styles.main}>
          {[failure?.message, trouble, gallery.trouble]
            .filter((what) => typeof what === 'string')
            .map((what) => (
              <div key={what} className={styles.trouble}>
                <ErrorBanner
                  what={what}
                  {...(what === gallery.trouble && { onDismiss: () => gallery.onTrouble(null) })}
                />
              </div>
            ))}
          <PictureStage
            image={image}
            name={name}
            size={detail?.width && detail.height ? { width: detail.width, height: detail.height } : null}
            overlay={overlay}
            zoom={zoom}
            onZoom={changeZoom}
            onPoint={setLit}
            wordsOf={(trainId) => pointedInWords(trainId, shares)}
            onScene={setScene}
          />
          <OverlayBar settings={settings} hasLabel={detail?.labelPath !== null || detail.predictedLabel !== null} />
          {stepping.index !== null && <FilmStrip {...stepping} />}
        </div>
        <Pane name="About the picture" side="right" width={PANE_WIDTH}>
          {detail && (
            <>
              <ClassPane
                detail={detail}
                shares={shares}
                hidden={settings.hidden}
                onHidden={settings.onHidden}
                lit={lit}
                onLit={setLit}
              />
              <PictureFacts detail={detail} />
            </>
          )}
        </Pane>
      </div>
    </>
  )
}

/** Who does not see the picture hears which one it is, and where in the list. */
function useStepAnnouncements(name: string, { index, total }: Stepping): void {
  const announce = useAnnounce()
  const tell = useEffectEvent(() => {
    const place = index === null || total === null ? '' : `, ${count(index + 1)} of ${count(total)}`
    if (name !== '') announce(`${name}${place}.`)
  })
  useEffect(() => tell(), [name])
}

/** The class that is pointed at, on this picture: stepping to another points at nothing. */
function useLit(image: number): readonly [TrainId | null, (trainId: TrainId | null) => void] {
  const [lit, setLit] = useState<{ readonly image: number; readonly trainId: TrainId | null }>()
  return [lit?.image === image ? lit.trainId : null, (trainId) => setLit({ image, trainId })]
}

/** What is known of the picture; nothing is shown of the one before as if it were this one's. */
function useDetail(image: number, { revision }: Gallery) {
  const ask = useCallback((signal: AbortSignal) => api.gallery.image({ image }, { signal }), [image])
  const { value, failure } = useAnswer(ask, revision)
  return { detail: value?.id === image ? value : null, failure }
}
