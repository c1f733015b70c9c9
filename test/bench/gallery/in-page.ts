import type { Page } from '@playwright/test'
import type { Arrival, Race } from '../gallery.ts'

interface RaceOptions {
  readonly frames: number
  /** Where it begins: its share of the whole. */
  readonly from: number
}

/** Scrolls the element of a selector by 400 pixels a frame, and waits for what comes after the stop. */
export const race = (page: Page, selector: string, { frames, from }: RaceOptions): Promise<Race> =>
  page.evaluate(
    async ({ selector, frames: count, from }) => {
      const scroller = document.querySelector(selector)!
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
      const sprites = () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/media/row'))
      const tasks: number[] = []
      const observer = new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map(({ duration }) => duration)),
      )
      observer.observe({ type: 'longtask' })
      scroller.scrollTo({ top: from * scroller.scrollHeight })
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      performance.setResourceTimingBufferSize(10_000)
      performance.clearResourceTimings()
      let mostElements = 0
      const frames: number[] = []
      let last = await frame()
      for (let step = 0; step < count; step++) {
        scroller.scrollBy({ top: 400 })
        const now = await frame()
        frames.push(now - last)
        last = now
        if (step % 20 === 0) mostElements = Math.max(mostElements, document.querySelectorAll('*').length)
      }
      const stopped = performance.now()
      const spritesAsked = sprites().length
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      observer.disconnect()
      const after = sprites().filter(({ startTime }) => startTime >= stopped) as PerformanceResourceTiming[]
      frames.sort((a, b) => a - b)
      return {
        medianFrame: frames[count >> 1]!,
        frameOf95Percent: frames[Math.floor(count * 0.95)]!,
        longestTask: Math.max(0, ...tasks),
        mostElements,
        spritesAsked,
        pictures: after.length === 0 ? NaN : Math.min(...after.map(({ responseEnd }) => responseEnd)) - stopped,
      }
    },
    { selector, frames, from },
  )

/** What comes after a click on an option of the filters; milliseconds. */
export const filterBy = (page: Page, option: string): Promise<Arrival> =>
  page.evaluate(async (option) => {
    const grid = document.querySelector('[role=grid]')!
    const label = [...document.querySelectorAll('label')].find(({ textContent }) => textContent?.startsWith(option))!
    const first = () => grid.querySelector('[role=gridcell]')?.id
    const before = first()
    performance.clearResourceTimings()
    const begun = performance.now()
    label.querySelector('input')!.click()
    while (first() === before || first() === undefined) await new Promise((resolve) => setTimeout(resolve, 1))
    const rows = performance.now() - begun
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    const sprites = performance.getEntriesByType('resource').filter(({ name, startTime }) => {
      return name.includes('/media/row') && startTime >= begun + rows - 20
    }) as PerformanceResourceTiming[]
    return { rows, pictures: Math.min(...sprites.map(({ responseEnd }) => responseEnd)) - begun }
  }, option)

/** From a jump by the scroll bar to its rows; milliseconds. */
export const jumpTo = (page: Page, share: number): Promise<number> =>
  page.evaluate(async (share) => {
    const grid = document.querySelector('[role=grid]')!
    const before = grid.querySelector('[role=gridcell]')?.id
    const begun = performance.now()
    grid.scrollTo({ top: grid.scrollHeight * share })
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      const first = grid.querySelector('[role=gridcell]')?.id
      if (first && first !== before) return performance.now() - begun
    }
  }, share)
