import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hasChromium, startWidgetPage, type WidgetPage } from './page/widget-page.ts'

describe.skipIf(!hasChromium)('the window in Chromium', () => {
  let widgets: WidgetPage
  let page: Page

  beforeAll(async () => {
    widgets = await startWidgetPage()
  })
  afterEach(async () => {
    await page.context().close()
    expect(widgets.complaints()).toEqual([])
  })
  afterAll(() => widgets.close())

  const state = () => page.getByTestId('state').textContent()

  describe('the page', () => {
    it('keeps to its policy and throws nothing, on every screen', async () => {
      page = await widgets.open({ hash: '#/library' })
      await page.getByRole('link', { name: 'Pictures' }).click()
      await page.getByRole('link', { name: 'Keys' }).click()
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    })

    it('refuses scripts and styles that are not its own', async () => {
      page = await widgets.open({ hash: '#/machine' })
      const refused = await page.evaluate(async () => {
        const directives: string[] = []
        document.addEventListener('securitypolicyviolation', (event) => directives.push(event.effectiveDirective))
        const style = document.createElement('style')
        style.textContent = 'body { display: none }'
        document.head.append(style)
        document.body.setAttribute('style', 'display: none')
        document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.test/a.png' }))
        try {
          document.body.innerHTML = '<img src=x onerror=alert(1)>'
        } catch {
          directives.push('innerHTML')
        }
        await new Promise((done) => setTimeout(done, 100))
        return directives
      })
      expect(refused.toSorted()).toEqual([
        'img-src',
        'innerHTML',
        'require-trusted-types-for',
        'style-src-attr',
        'style-src-elem',
      ])
      widgets.complaints()
    })

    it('holds no script or style of its own and names its files by relative paths', async () => {
      page = await widgets.open()
      const html = await readFile(path.join(widgets.folder, 'index.html'), 'utf8')
      expect(html).not.toMatch(/<script(?![^>]* src=")|<style|style="|="\/|='\//)
      const fonts = (await readdir(path.join(widgets.folder, 'assets'))).filter((file) => file.endsWith('.woff2'))
      expect(fonts.some((font) => font.startsWith('inter-latin'))).toBe(true)
    })

    it('is set in Inter with figures of one width', async () => {
      page = await widgets.open({ hash: '#/library' })
      expect(await page.evaluate(() => document.fonts.check('13px "Inter Variable"'))).toBe(true)
      const widths = await page.evaluate(() =>
        ['1111', '0000'].map((text) => {
          const span = document.body.appendChild(document.createElement('span'))
          span.textContent = text
          return span.getBoundingClientRect().width
        }),
      )
      expect(widths[0]).toBe(widths[1])
    })
  })

  describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
    it.each(['#/library', '#/gallery', '#/machine'])('%s has no serious violation', async (hash) => {
      page = await widgets.open({ hash, theme })
      expect(await seriousViolations(page)).toEqual([])
    })

    it('the sheet of shortcuts has no serious violation', async () => {
      page = await widgets.open({ hash: '#/machine', theme, reducedMotion: true })
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
      expect(await seriousViolations(page)).toEqual([])
    })
  })

  describe('the theme', () => {
    const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)

    it('follows the system until another is chosen, which a restart keeps', async () => {
      page = await widgets.open({ hash: '#/machine', theme: 'light' })
      expect(await canvas()).toBe('rgb(218, 218, 218)')
      await page.emulateMedia({ colorScheme: 'dark' })
      await expect.poll(canvas).toBe('rgb(20, 20, 20)')
      await page.getByRole('button', { name: 'Light' }).click()
      await expect.poll(canvas).toBe('rgb(218, 218, 218)')
      await page.reload()
      await expect.poll(canvas).toBe('rgb(218, 218, 218)')
    })

    it('moves nothing where motion is reduced', async () => {
      page = await widgets.open({ hash: '#/gallery', reducedMotion: true })
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll('*')].filter((element) => {
            const { animationName, transitionProperty } = getComputedStyle(element)
            return animationName !== 'none' || transitionProperty !== 'none'
          }).length,
      )
      expect(moving).toBe(0)
    })
  })

  describe('places', () => {
    it('survive a reload and a start without one', async () => {
      page = await widgets.open({ hash: '#/gallery/loupe?image=17' })
      await page.reload()
      expect(page.url()).toMatch(/#\/gallery\/loupe\?image=17$/)
      await page.goto('about:blank')
      await page.goto('http://weatherglass.test/')
      await page.getByRole('heading', { name: 'Gallery' }).waitFor()
      expect(page.url()).toMatch(/#\/gallery\/loupe\?image=17$/)
    })

    it('are left and found again; the open screen goes to its first view', async () => {
      page = await widgets.open({ hash: '#/gallery/loupe?image=17' })
      await page.getByRole('link', { name: 'Controls' }).click()
      expect(page.url()).toMatch(/#\/library$/)
      await page.getByRole('link', { name: 'Pictures' }).click()
      expect(page.url()).toMatch(/#\/gallery\/loupe\?image=17$/)
      await page.getByRole('link', { name: 'Pictures' }).click()
      expect(page.url()).toMatch(/#\/gallery$/)
      await page.goBack()
      expect(page.url()).toMatch(/loupe/)
    })

    it('that are none lead to the first screen', async () => {
      page = await widgets.open({ hash: '#/runs' })
      await page.getByRole('heading', { name: 'Controls' }).waitFor()
      expect(page.url()).toMatch(/#\/library$/)
    })

    it('name the window and take the focus when one arrives, not at the start', async () => {
      page = await widgets.open({ hash: '#/gallery' })
      expect(await page.title()).toBe('Pictures – Weatherglass')
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
      await page.getByRole('link', { name: 'Keys' }).click()
      expect(await page.title()).toBe('Keys – Weatherglass')
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')
    })
  })

  describe('keys', () => {
    it('act, repeat, and last while they are held', async () => {
      page = await widgets.open({ hash: '#/machine' })
      await page.keyboard.press('1')
      await page.keyboard.press('Space')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.down('h')
      expect(await state()).toBe('presses 2, moves 1, held, kept 0')
      await page.keyboard.up('h')
      await page.keyboard.press('Control+Shift+Z')
      expect(await state()).toBe('presses 100, moves 1, not held, kept 0')
    })

    it('do nothing in a field, which the slash goes to and Escape leaves', async () => {
      page = await widgets.open({ hash: '#/machine' })
      await page.keyboard.press('/')
      await page.keyboard.type('1hgl?')
      expect(await page.getByRole('textbox', { name: 'Search file names' }).inputValue()).toBe('1hgl?')
      expect(await state()).toBe('presses 0, moves 0, not held, kept 0')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await page.keyboard.press('1')
      expect(await state()).toContain('presses 1')
    })

    it('are left to a control that answers to them', async () => {
      page = await widgets.open({ hash: '#/machine' })
      await page.getByRole('slider').focus()
      await page.keyboard.press('ArrowLeft')
      expect(await page.getByRole('slider').inputValue()).toBe('49')
      await page.getByRole('button', { name: 'Announce' }).focus()
      await page.keyboard.press('Space')
      expect(await state()).toBe('presses 0, moves 0, not held, kept 0')
      expect(await page.getByText('4 pictures put on fog.').count()).toBe(1)
    })

    it('lead to screens, by digit and by letter', async () => {
      page = await widgets.open({ hash: '#/machine' })
      await page.keyboard.press('Control+2')
      await page.getByRole('heading', { name: 'Gallery' }).waitFor()
      await page.keyboard.press('g')
      await page.getByText('Controls').nth(1).waitFor()
      await page.keyboard.press('l')
      await page.getByRole('heading', { name: 'Controls' }).waitFor()
      expect(await page.getByText('Controls').count()).toBe(2)
    })

    it('are listed on the sheet, those of the screen first, and mean nothing behind it', async () => {
      page = await widgets.open({ hash: '#/machine' })
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Shortcuts' })
      expect(await sheet.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['This screen', 'Everywhere'])
      expect(await sheet.textContent()).toContain('Count a press')
      await page.keyboard.press('1')
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })
      expect(await state()).toContain('presses 0')
    })
  })

  it('a value is kept over a restart', async () => {
    page = await widgets.open({ hash: '#/machine' })
    await page.getByRole('button', { name: 'Keep' }).click()
    await page.reload()
    expect(await state()).toContain('kept 1')
  })

  it('a screen that fails says so, shows details, and leaves the others alone', async () => {
    page = await widgets.open({ hash: '#/review' })
    const alert = page.getByRole('alert')
    expect(await alert.textContent()).toContain('Failing stopped because of a defect in Weatherglass.')
    await page.getByRole('button', { name: 'Show details' }).click()
    expect(await page.getByLabel('Details').textContent()).toContain('Error: drawn to fail')
    await page.evaluate(() => (document.body.dataset.mended = ''))
    await page.getByRole('button', { name: 'Open again' }).click()
    await page.getByText('Open again worked.').waitFor()
    await page.getByRole('link', { name: 'Controls' }).click()
    await page.getByRole('heading', { name: 'Controls' }).waitFor()
    widgets.complaints()
  })

  it('the line between before and after moves by keys, is dragged, and is centred by a double click', async () => {
    page = await widgets.open({ hash: '#/library' })
    const line = page.getByRole('slider', { name: /^Line between/ })
    const value = () => line.getAttribute('aria-valuenow')
    await line.press('ArrowRight')
    await line.press('PageDown')
    expect(await value()).toBe('41')
    const { x, y, width, height } = (await line.boundingBox())!
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width / 2 + 60, y + height / 2)
    await page.mouse.up()
    expect(Number(await value())).toBeGreaterThan(45)
    await line.dblclick()
    expect(await value()).toBe('50')
  })

  it('numbers are typed, stepped, and put back when they are none', async () => {
    page = await widgets.open({ hash: '#/library' })
    const field = page.getByRole('textbox', { name: 'Strength' })
    const slider = page.getByRole('slider', { name: 'Strength' })
    await field.fill('140')
    await field.press('Enter')
    expect(await slider.inputValue()).toBe('100')
    await field.press('ArrowDown')
    expect(await field.inputValue()).toBe('99')
    await field.fill('much')
    await field.blur()
    expect(await field.inputValue()).toBe('99')
  })

  it('two bounds are typed and slid without crossing, and a key moves them wherever the slider is flat', async () => {
    page = await widgets.open({ hash: '#/gallery' })
    const low = page.getByRole('textbox', { name: 'person, at least' })
    const high = page.getByRole('textbox', { name: 'person, at most' })
    await high.fill('20')
    await high.press('Enter')
    await low.fill('30')
    await low.press('Enter')
    expect([await low.inputValue(), await high.inputValue()]).toEqual(['20', '20'])
    await low.fill('0')
    await low.press('Enter')
    const thumb = page.getByRole('slider', { name: 'person, at least' })
    for (const value of ['0.1', '0.2', '0.3']) {
      await thumb.press('ArrowRight')
      expect(await low.inputValue()).toBe(value)
    }
    expect(await high.inputValue()).toBe('20')
  })

  it('a narrow window has its pane in a drawer, a wide one beside the pictures', async () => {
    page = await widgets.open({ hash: '#/gallery', width: 1280, reducedMotion: true })
    expect(await page.getByText('Share of a class').count()).toBe(0)
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('dialog', { name: 'Filters' }).getByText('Share of a class').waitFor()
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 1920, height: 1080 })
    await page.getByRole('complementary', { name: 'Filters' }).getByText('Share of a class').waitFor()
  })

  it.each([1280, 1440, 1920])('nothing is cut off at %d pixels', async (width) => {
    page = await widgets.open({ hash: '#/gallery', width })
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow).toBe(0)
    expect(await page.getByRole('contentinfo').textContent()).toContain('15 h 57 min left'.replaceAll(' ', '\u00a0'))
    expect(await page.getByText('Workspace 612 GB free').isVisible()).toBe(true)
  })

  it('a tile takes few elements', async () => {
    page = await widgets.open({ hash: '#/gallery' })
    const perTile = await page
      .getByRole('option')
      .first()
      .evaluate((tile) => tile.querySelectorAll('*').length + 1)
    expect(perTile).toBeLessThanOrEqual(10)
  })
})

async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
