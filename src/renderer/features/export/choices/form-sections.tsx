import Checkbox from '@mui/material/Checkbox'
import OutlinedInput from '@mui/material/OutlinedInput'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useState } from 'react'
import { NumberField } from '../../../ui/filters/number-field.tsx'
import { SliderField } from '../../../ui/filters/slider-field.tsx'
import { Section } from '../../../ui/layout/pane.tsx'
import { ChoiceRow, ChoiceSelect } from './choice-row.tsx'
import styles from './choices.module.css'
import type { SectionProps } from './section-props.ts'
import { cityPrefixPattern } from './export-choices.ts'

const together = [
  { value: 'sequence', name: 'Frames of one sequence' },
  { value: 'content', name: 'Results of one frame' },
] as const

/** What goes to `val`. */
export function SplitSection({ options: { split }, onChange }: SectionProps) {
  const set = (part: Partial<typeof split>) => onChange({ split: { ...split, ...part } })
  return (
    <Section title="Split">
      <ChoiceRow name="Validation">
        <div className={styles.wide}>
          <SliderField
            name="Validation in percent"
            label=""
            unit="%"
            value={Math.round(split.validation * 100)}
            onChange={(percent) => set({ validation: percent / 100 })}
            {...{ min: 0, max: 50, step: 1 }}
          />
        </div>
      </ChoiceRow>
      <ChoiceRow name="Keep together">
        <ChoiceSelect
          label="Keep together"
          value={split.keepTogether}
          choices={together}
          onChange={(keepTogether) => set({ keepTogether })}
        />
      </ChoiceRow>
      <ChoiceRow name="Seed">
        <NumberField
          label="Seed of the split"
          value={split.seed}
          onChange={(seed) => set({ seed })}
          width={120}
          {...{ min: 0, max: 0xffff_ffff, step: 1 }}
        />
      </ChoiceRow>
    </Section>
  )
}

/** `1,024 × 512`, of what the dry run found. */
export const sizesInWords = (sizes: readonly (readonly [number, number])[]): string | undefined => {
  const [first, second] = sizes
  if (!first) return undefined
  if (second) return `${sizes.length} sizes`
  return `${first[1].toLocaleString('en')} × ${first[0].toLocaleString('en')}`
}

/** How pictures are written. */
export function PictureSection({
  options: { image, cityPrefix },
  onChange,
  generatedSize,
}: SectionProps & { generatedSize: string | undefined }) {
  const set = (part: Partial<typeof image>) => onChange({ image: { ...image, ...part } })
  const sizes = [
    { value: 'generated', name: 'As generated', note: generatedSize },
    { value: 'source', name: 'Cropped, at the source’s scale' },
    { value: 'full', name: 'Padded to the full frame' },
  ] as const
  return (
    <Section title="Pictures">
      <ChoiceRow name="Size">
        <ChoiceSelect label="Size" value={image.size} choices={sizes} onChange={(size) => set({ size })} />
      </ChoiceRow>
      <ChoiceRow name="Format">
        <ToggleButtonGroup
          exclusive
          value={image.format}
          aria-label="Format"
          onChange={(_, format: 'png' | 'jpeg' | null) => format && set({ format })}
        >
          <ToggleButton value="png">PNG</ToggleButton>
          <ToggleButton value="jpeg">JPEG</ToggleButton>
        </ToggleButtonGroup>
        {image.format === 'jpeg' && (
          <NumberField
            label="Quality of JPEG"
            value={image.quality}
            onChange={(quality) => set({ quality })}
            width={48}
            {...{ min: 1, max: 100, step: 1 }}
          />
        )}
        <span className={styles.note}>labels: PNG</span>
      </ChoiceRow>
      <ChoiceRow name="City names">
        <CityPrefix prefix={cityPrefix} onChange={(next) => onChange({ cityPrefix: next })} />
        <span className={styles.note}>
          {cityPrefix}fog, {cityPrefix}night, …
        </span>
      </ChoiceRow>
    </Section>
  )
}

/** Taken as soon as it can be a part of Cityscapes' file names. */
function CityPrefix({ prefix, onChange }: { prefix: string; onChange: (prefix: string) => void }) {
  const [typed, setTyped] = useState<string>()
  const isRefused = typed !== undefined && !cityPrefixPattern.test(typed)
  return (
    <OutlinedInput
      sx={{ width: 96, flex: 'none' }}
      value={typed ?? prefix}
      error={isRefused}
      onChange={({ target }) => {
        setTyped(target.value)
        if (cityPrefixPattern.test(target.value)) onChange(target.value)
      }}
      onBlur={() => setTyped(undefined)}
      slotProps={{
        input: {
          'aria-label': 'Beginning of city names',
          'aria-invalid': isRefused,
          title: '1 to 40 lower-case letters and digits, a letter first',
          spellCheck: false,
        },
      }}
    />
  )
}

const extras = [
  {
    key: 'rcs',
    name: 'Class counts for rare class sampling',
    explained: 'sample_class_stats.json, samples_with_class.json for DAFormer',
  },
  { key: 'mmsegmentation', name: 'mmsegmentation config', explained: 'mmsegmentation.py, with the scale stated' },
  { key: 'huggingFace', name: 'Hugging Face metadata', explained: 'metadata.jsonl, read as an imagefolder' },
  { key: 'card', name: 'Dataset card with contact sheet', explained: 'README.md; states the licences of your sources' },
] as const

interface ExtrasProps extends SectionProps {
  /** Those whose pictures go in. */
  readonly sources: readonly string[]
  readonly onLicence: (source: string, licence: string) => void
}

/** What is written beside the city folders. */
export function ExtrasSection({ options: { also, licences }, onChange, sources, onLicence }: ExtrasProps) {
  return (
    <Section title="Also write">
      {extras.map(({ key, name, explained }) => (
        <label key={key} className={styles.option}>
          <Checkbox checked={also[key]} onChange={(_, isOn) => onChange({ also: { ...also, [key]: isOn } })} />
          <span>
            {name}
            <span className={styles.explained}>{explained}</span>
          </span>
        </label>
      ))}
      {also.card && sources.length > 0 && (
        <div className={styles.licences} role="group" aria-label="Licences of the sources">
          {sources.map((source) => (
            <Licence
              key={source}
              source={source}
              licence={licences[source] ?? ''}
              onChange={(licence) => onLicence(source, licence)}
            />
          ))}
        </div>
      )}
    </Section>
  )
}

interface LicenceProps {
  readonly source: string
  readonly licence: string
  readonly onChange: (licence: string) => void
}

/** Taken on leaving the field: each change asks for another dry run. */
function Licence({ source, licence, onChange }: LicenceProps) {
  const [typed, setTyped] = useState<string>()
  const take = () => {
    if (typed !== undefined && typed !== licence) onChange(typed)
    setTyped(undefined)
  }
  return (
    <label className={styles.licence}>
      <span title={source}>{source}</span>
      <OutlinedInput
        value={typed ?? licence}
        placeholder="Its licence, as you know it"
        onChange={({ target }) => setTyped(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => key === 'Enter' && take()}
        slotProps={{ input: { 'aria-label': `Licence of ${source}`, maxLength: 500 } }}
      />
    </label>
  )
}
