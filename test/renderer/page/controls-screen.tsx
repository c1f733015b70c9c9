import AddIcon from '@mui/icons-material/Add'
import CollectionsIcon from '@mui/icons-material/CollectionsOutlined'
import MoreIcon from '@mui/icons-material/MoreHoriz'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import Radio from '@mui/material/Radio'
import Select from '@mui/material/Select'
import Switch from '@mui/material/Switch'
import { useState } from 'react'
import { ThemeChooser } from '../../../src/renderer/shell/appearance.tsx'
import { ScreenHeader } from '../../../src/renderer/shell/frame/screen-header.tsx'
import { ClassLabel } from '../../../src/renderer/ui/classes/class-chip.tsx'
import { ShareBar } from '../../../src/renderer/ui/classes/share-bar.tsx'
import { EmptyState } from '../../../src/renderer/ui/feedback/empty-state.tsx'
import { ErrorBanner } from '../../../src/renderer/ui/feedback/error-banner.tsx'
import { StateLabel } from '../../../src/renderer/ui/feedback/state-label.tsx'
import { SliderField } from '../../../src/renderer/ui/filters/slider-field.tsx'
import { bytes, duration, pixels, share } from '../../../src/renderer/ui/format/numbers.ts'
import { Kbd } from '../../../src/renderer/ui/keys/kbd.tsx'
import { Spacer } from '../../../src/renderer/ui/layout/bars.tsx'
import { Pane, Section } from '../../../src/renderer/ui/layout/pane.tsx'
import { BeforeAfterSlider } from '../../../src/renderer/ui/pictures/before-after-slider.tsx'
import { Figure } from '../../../src/renderer/ui/progress/figure.tsx'
import { Measure } from '../../../src/renderer/ui/progress/measure.tsx'
import type { Progress } from '../../../src/renderer/ui/progress/progress-facts.ts'
import { ProgressLine } from '../../../src/renderer/ui/progress/progress-line.tsx'
import { trainIds } from '../../../src/shared/labels.ts'
import styles from './page.module.css'

const shares = trainIds.map((trainId) => 0.31 * 0.75 ** trainId)
const nothing = () => undefined
const reading: Progress = {
  name: 'Reading ACDC',
  done: 2318,
  total: 8012,
  unit: 'images',
  rate: 38,
  secondsLeft: 150,
}

/** Fields, buttons, states, measures and progress. */
export function ControlsScreen() {
  const [strength, setStrength] = useState(45)
  const [sort, setSort] = useState('name')
  return (
    <>
      <ScreenHeader title="Controls" primary={{ label: 'Add folder', Icon: AddIcon, onClick: nothing }}>
        <span>4 sources · 44,192 images</span>
        <Spacer />
        <Button>Rescan all</Button>
      </ScreenHeader>
      <div className={styles.columns}>
        <div className={styles.cards}>
          <BeforeAfterSlider
            before="./media/2-clear.webp"
            after="./media/2-night.webp"
            beforeName="Content 06117.png"
            afterName="Result"
          />
          <ErrorBanner
            what="Dashcam winter was not found."
            where="/media/nas/dashcam-2025"
            advice="Connect the drive, then look again."
            action={{ label: 'Look again', onClick: nothing }}
            onDismiss={nothing}
          />
          <ErrorBanner
            kind="warning"
            what="No reference shows a train."
            advice="Trains take the style of the whole picture."
          />
          <ErrorBanner kind="note" what="67 frames with problems are left out." />
          <div className={styles.row}>
            <StateLabel state="good">Up to date</StateLabel>
            <StateLabel state="running">Reading</StateLabel>
            <StateLabel state="waiting">Queued</StateLabel>
            <StateLabel state="paused">Paused</StateLabel>
            <StateLabel state="warning">Single colour</StateLabel>
            <StateLabel state="bad">Cannot be read</StateLabel>
          </div>
          <ProgressLine progress={reading} form="block" onPause={nothing} onCancel={nothing} />
          <ProgressLine progress={{ ...reading, isPaused: true }} form="block" onResume={nothing} />
          <ProgressLine progress={{ name: 'Walking GTA5', done: 12044, unit: 'files', rate: 9000 }} form="block" />
          <div className={styles.row}>
            <Button variant="contained" endIcon={<Kbd keys="r" />}>
              Run
            </Button>
            <Button variant="outlined">Look again</Button>
            <Button variant="outlined" disabled>
              Cannot
            </Button>
            <Button>Text</Button>
            <IconButton aria-label="More">
              <MoreIcon />
            </IconButton>
            <Select
              value={sort}
              onChange={({ target }) => setSort(target.value)}
              slotProps={{ input: { 'aria-label': 'Sort' } }}
            >
              <MenuItem value="name">File name</MenuItem>
              <MenuItem value="person">Most person first</MenuItem>
            </Select>
            <Checkbox checked slotProps={{ input: { 'aria-label': 'Checked' } }} onChange={nothing} />
            <Radio checked slotProps={{ input: { 'aria-label': 'Radio' } }} onChange={nothing} />
            <Switch defaultChecked slotProps={{ input: { 'aria-label': 'On' } }} />
            <Switch slotProps={{ input: { 'aria-label': 'Off' } }} />
          </div>
          <ThemeChooser />
        </div>
        <div className={styles.cards}>
          <EmptyState
            Icon={CollectionsIcon}
            sentence="No picture matches. “person at least 0.5 %” costs the most; drop it to see 311."
            action={{ label: 'Drop the filter on person', onClick: nothing }}
          />
          <div className={styles.row}>
            <Figure value="3,412" size="large">
              of 9,984 done
            </Figure>
            <Figure value={bytes(3.4e9)}>on disk, {bytes(612e9)} free</Figure>
            <Figure value={duration(6 * 3600 + 240)}>at 412 images/h</Figure>
          </div>
          <p>
            {pixels(1024, 512)} · <Kbd keys="Mod+Shift+z" /> <Kbd keys="g l" /> <Kbd keys="ArrowLeft" />
          </p>
        </div>
        <Pane name="Classes" side="right" width={304}>
          <Section title="Classes" note="share of pixels">
            {trainIds.map((trainId) => (
              <div key={trainId} className={styles.class}>
                <ClassLabel trainId={trainId} />
                <ShareBar share={shares[trainId]!} full={shares[0]!} />
                <span className={styles.number}>{share(shares[trainId]!)}</span>
              </div>
            ))}
          </Section>
          <Section title="Measures" note="against all snow results">
            <Measure name="Structure kept" value={0.83} distribution={[2, 4, 7, 12, 18, 26, 30, 24, 14, 6]} />
            <Measure name="Leakage" value={0.04} distribution={[9, 24, 30, 20, 12, 7, 4, 3, 2, 1]} />
          </Section>
          <Section>
            <SliderField name="Strength" unit="%" value={strength} onChange={setStrength} min={0} max={100} step={1} />
          </Section>
        </Pane>
      </div>
    </>
  )
}
