import { expect, it } from 'vitest'
import { filterRunOf } from '../../../../src/renderer/features/tuning/filter/filter-run.ts'
import { keptAt, placesOf } from '../../../../src/renderer/features/tuning/filter/places.ts'
import { tunedApp } from './tuned-app.ts'

/** From the pipeline through the application's bytes to what the page decodes and paints, against the trace of the command line. */
const app = tunedApp()

// mixing in three of four steps, four layers of the embedded model
const LAYERS = 4
const entries = [1, 2, 3].flatMap((step) => Array.from({ length: LAYERS }, (_, layer) => ({ step, layer })))

it.each([0.1, 0.25, 0.6])(
  'the mask of a run at %d is what the pipeline filtered, in every step and layer',
  async (at) => {
    const { preview } = await app.run({ filterShare: at })
    const index = await app.calls.tuning.filter({ preview })
    const bytes = new Uint8Array(await app.media(`/media/preview/${preview}/filter`)).buffer
    const { trace } = await app.transferAlone({ filterShare: at })
    const run = filterRunOf(preview, index, bytes)
    expect(index.entries).toHaveLength(entries.length)
    expect(new Set(index.layers.map(({ rows, columns }) => `${rows}x${columns}`))).toEqual(new Set(['4x8', '8x16']))
    for (const [i, { step, layer }] of entries.entries()) {
      const { scope } = index.layers[layer]!
      const traced = (name: string) => trace!.get(`step${step}.${scope}.${name}`)!.data
      const places = placesOf(run, { step, layer })!
      const kept = keptAt(places, at)
      const name = `step ${step}, ${scope}`
      expect(kept.isAsRun, name).toBe(true)
      expect(kept.mask, name).toEqual(traced('filtered'))
      expect(
        kept.mask.some((filtered) => filtered === 1),
        name,
      ).toBe(true)
      expect(kept.threshold, name).toBe(traced('threshold')[0])
      expect(places.similarity, name).toEqual(traced('similarity'))
      const { offset } = index.entries[i]!
      expect(run.target.slice(offset, offset + places.similarity.length), name).toEqual(traced('max_idx'))
    }
  },
)

it('the mask that the page predicts at the share of the run is the same, from similarities alone', async () => {
  const { preview } = await app.run({ filterShare: 0.25 })
  const index = await app.calls.tuning.filter({ preview })
  const bytes = new Uint8Array(await app.media(`/media/preview/${preview}/filter`)).buffer
  const run = filterRunOf(preview, { ...index, filterShare: 0.9 }, bytes)
  for (const entry of index.entries) {
    const places = placesOf(run, entry)!
    const predicted = keptAt(places, 0.25)
    expect(predicted.isAsRun).toBe(false)
    expect(predicted.threshold).toBe(entry.threshold)
    expect(predicted.mask).toEqual(places.filtered)
  }
})
