import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseSettings } from '../../../../src/renderer/features/gallery/settings/gallery-settings.ts'
import { RememberedSettings } from '../../../../src/renderer/features/gallery/settings/remembered-settings.ts'

type Preferences = ConstructorParameters<typeof RememberedSettings>[0]

function startRemembering(stored: unknown = null) {
  const storePreference = vi.fn(() => Promise.resolve())
  const preferences = { preference: () => Promise.resolve(stored), storePreference } as unknown as Preferences
  return { remembered: new RememberedSettings(preferences), storePreference }
}

describe('what the gallery remembers', () => {
  it('begins without filters, by name', () => {
    expect(parseSettings(null)).toMatchObject({ filter: {}, sort: { by: 'name', descending: false }, place: null })
  })

  it('is what was stored, and what is no longer understood falls back alone', () => {
    const sort = { by: 'class-share', trainId: 11, descending: true }
    const place = { image: 7, index: 3, offset: -12 }
    expect(parseSettings({ filter: { conditions: ['fog'] }, sort, place, tileWidth: 9999 })).toMatchObject({
      filter: { conditions: ['fog'] },
      sort,
      place,
      tileWidth: 186,
    })
    expect(parseSettings({ filter: { weather: 'fog' }, tileWidth: 240 })).toMatchObject({ filter: {}, tileWidth: 240 })
  })

  describe('is stored', () => {
    beforeEach(() => void vi.useFakeTimers())
    afterEach(() => void vi.useRealTimers())

    it('once it rests, and at once when the screen is left', async () => {
      const { remembered, storePreference } = startRemembering()
      await remembered.load()
      remembered.change({ tileWidth: 200 })
      remembered.change({ tileWidth: 210 })
      expect(storePreference).not.toHaveBeenCalled()
      vi.advanceTimersByTime(1000)
      expect(storePreference).toHaveBeenCalledOnce()
      remembered.rememberPlace({ image: 4, index: 9, offset: 0 })
      remembered.flush()
      expect(storePreference).toHaveBeenLastCalledWith({
        key: 'gallery',
        value: expect.objectContaining({ tileWidth: 210, place: { image: 4, index: 9, offset: 0 } }) as unknown,
      })
      remembered.flush()
      expect(storePreference).toHaveBeenCalledTimes(2)
    })

    it('but not before it was loaded, and not drawn anew for a place', async () => {
      const { remembered, storePreference } = startRemembering({ tileWidth: 300 })
      const heard = vi.fn()
      remembered.change({ tileWidth: 150 })
      remembered.flush()
      await remembered.load()
      remembered.subscribe(heard)
      remembered.rememberPlace({ image: 1, index: 0, offset: 0 })
      expect(heard).not.toHaveBeenCalled()
      expect(storePreference).not.toHaveBeenCalled()
      expect(remembered.current()?.tileWidth).toBe(300)
    })

    it('a new filter or order is seen from its beginning', async () => {
      const { remembered } = startRemembering({ place: { image: 1, index: 5000, offset: 0 } })
      await remembered.load()
      remembered.change({ tileWidth: 200 })
      expect(remembered.current()?.place?.index).toBe(5000)
      remembered.change({ filter: { conditions: ['snow'] } })
      expect(remembered.current()?.place).toBeNull()
    })
  })
})
