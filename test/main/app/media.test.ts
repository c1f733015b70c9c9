import { globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { connect } from '../../../src/main/catalog/database.ts'
import { catalogFile } from '../../../src/main/catalog/workspace/folders.ts'
import { drawGta5, height, width } from './drawn-source.ts'
import { eventually, startApp, type StartedApp } from './started-app.ts'

async function startWithPictures(images: number): Promise<StartedApp & { readonly get: Get }> {
  const started = await startApp()
  const { app, calls, folder } = started
  await drawGta5(path.join(folder, 'gta5'), images)
  await calls.sources.add({ folder: path.join(folder, 'gta5') })
  await eventually(async () => {
    const [source] = await calls.sources.list()
    return source?.images === images && source.waiting === 0 ? true : undefined
  })
  return { ...started, get: (address, headers) => answered(app.media, address, headers) }
}

type Get = (address: string, headers?: Record<string, string>) => ReturnType<typeof answered>

async function answered(media: StartedApp['app']['media'], address: string, headers: Record<string, string> = {}) {
  const response = await media(new Request(`app://bundle${address}`, { headers }))
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) }
}

it('gives thumbnails, whole pictures, train ids and rows of thumbnails', async () => {
  const { get, folder } = await startWithPictures(3)
  const thumbnail = await get('/media/thumbnail/1')
  expect(thumbnail.headers.get('content-type')).toBe('image/webp')
  expect(await sharp(thumbnail.body).metadata()).toMatchObject({ format: 'webp', width, height })

  const image = await get('/media/image/2')
  expect(image.headers.get('content-type')).toBe('image/png')
  expect(image.body.equals(readFileSync(path.join(folder, 'gta5/images/00002.png')))).toBe(true)

  const label = await get('/media/label/1')
  expect(await sharp(label.body).metadata()).toMatchObject({
    format: 'png',
    width,
    height,
    channels: 1,
    depth: 'uchar',
  })
  const data = await sharp(label.body).toColourspace('b-w').raw().toBuffer()
  expect([data[0], data.at(-1)]).toEqual([10, 0])

  const row = await get('/media/row?ids=3,1,999&width=40&height=20')
  const cells = await sharp(row.body).raw().toBuffer({ resolveWithObject: true })
  expect(cells.info).toMatchObject({ width: 120, height: 20, channels: 4 })
  const alpha = (x: number) => cells.data[4 * (10 * 120 + x) + 3]
  expect([alpha(20), alpha(60), alpha(100)]).toEqual([255, 255, 0])
})

it('draws a row the same whether its pixels are copied or laid over gaps, at any size', async () => {
  const { get } = await startWithPictures(7)
  for (const [ids, size] of [
    [[5], [17, 33]],
    [
      [2, 7, 4],
      [41, 19],
    ],
    [
      [1, 2, 3, 4, 5, 6, 7],
      [23, 16],
    ],
  ] as const) {
    const [width, height] = size
    const pixels = async (wanted: readonly number[]) => {
      const { body } = await get(`/media/row?ids=${wanted.join(',')}&width=${width}&height=${height}`)
      const { data, info } = await sharp(body).removeAlpha().raw().toBuffer({ resolveWithObject: true })
      expect([info.width, info.height]).toEqual([width * wanted.length, height])
      return data
    }
    const [whole, gapped] = [await pixels(ids), await pixels([...ids, 999])]
    const [row, gappedRow] = [3 * width * ids.length, 3 * width * (ids.length + 1)]
    const cut = Buffer.concat(
      Array.from({ length: height }, (_, y) => gapped.subarray(y * gappedRow, y * gappedRow + row)),
    )
    // both are encoded with losses, each in its own way
    const difference = whole.reduce((sum, value, i) => sum + Math.abs(value - cut[i]!), 0) / whole.length
    expect(difference, `${ids.length} cells`).toBeLessThan(16)
  }
})

it('shows the rest of a row where the file of a thumbnail is no picture', async () => {
  const { get, folder } = await startWithPictures(2)
  const stored = globSync('workspace/**/*.webp', { cwd: folder }).map((file) => path.join(folder, file))
  const second = (await get('/media/thumbnail/2')).body
  const broken = stored.find((file) => readFileSync(file).equals(second))!
  writeFileSync(broken, 'no picture')
  const row = await get('/media/row?ids=1,2&width=40&height=20')
  expect(row.headers.get('cache-control')).toBe('no-store')
  const { data } = await sharp(row.body).raw().toBuffer({ resolveWithObject: true })
  const alpha = (x: number) => data[4 * (10 * 80 + x) + 3]
  expect([alpha(20), alpha(60)]).toEqual([255, 0])
})

it('gives rows of results, with gaps for those whose file is gone', async () => {
  const { get, folder } = await startWithPictures(1)
  const workspace = path.join(folder, 'workspace')
  mkdirSync(path.join(workspace, 'outputs'), { recursive: true })
  const database = connect(catalogFile({ folder: workspace }), { durability: 'crash' })
  database.exec(`
    INSERT INTO run (id, uid, name, state, position, plan, after_crash, created_utc) VALUES (1, 'r', 'Run', 'done', 1, '{}', 'wait', '');
    INSERT INTO transfer_settings (id, settings) VALUES (1, '{}')`)
  const insert = database.prepare(
    `INSERT INTO transfer (id, run_id, position, block, condition, settings_id, state, output, sha256)
     VALUES (@id, 1, @id, 0, 'fog', 1, 'done', @output, zeroblob(32))`,
  )
  const shades = [40, 200]
  for (const [index, shade] of shades.entries()) {
    const output = `outputs/${shade}.png`
    const background = { r: shade, g: shade, b: shade }
    await sharp({ create: { width: 64, height: 32, channels: 3, background } }).toFile(path.join(workspace, output))
    insert.run({ id: index + 1, output })
  }
  database.close()
  const row = await get('/media/result-row?ids=2,1&width=40&height=20')
  expect(row.headers.get('cache-control')).not.toBe('no-store')
  const { data, info } = await sharp(row.body).raw().toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 80, height: 20, channels: 3 })
  for (const [x, shade] of [
    [20, 200],
    [60, 40],
  ] as const)
    expect(Math.abs(data[3 * (10 * 80 + x)]! - shade)).toBeLessThan(4)

  rmSync(path.join(workspace, 'outputs/40.png'))
  const gapped = await get('/media/result-row?ids=2,1,99&width=40&height=20')
  expect(gapped.headers.get('cache-control')).toBe('no-store')
  const cells = await sharp(gapped.body).raw().toBuffer()
  expect([20, 60, 100].map((x) => cells[4 * (10 * 120 + x) + 3])).toEqual([255, 0, 0])
  expect((await get('/media/result-row?ids=1,../2&width=40&height=20')).status).toBe(400)
})

it('lets a browser keep what is the same, and nothing that is incomplete', async () => {
  const { get } = await startWithPictures(2)
  for (const address of [
    '/media/thumbnail/1',
    '/media/image/1',
    '/media/label/1',
    '/media/row?ids=1,2&width=40&height=20',
  ]) {
    const first = await get(address)
    expect(first.headers.get('cache-control')).toContain('private')
    const again = await get(address, { 'if-none-match': first.headers.get('etag')! })
    expect([again.status, again.body.length], address).toEqual([304, 0])
    const other = await get(address, { 'if-none-match': '"something else"' })
    expect(other.status).toBe(200)
  }
  expect((await get('/media/row?ids=1,77&width=40&height=20')).headers.get('cache-control')).toBe('no-store')
})

it('builds a thumbnail again whose file was deleted', async () => {
  const { get, folder, calls } = await startWithPictures(2)
  const before = await get('/media/thumbnail/1')
  await calls.machine.clearCache({ cache: 'thumbnails' })
  rmSync(path.join(folder, 'gta5/images/00002.png'))
  const row = await get('/media/row?ids=1,2&width=32&height=16')
  expect(row.headers.get('cache-control')).toBe('no-store')
  const again = await get('/media/thumbnail/1')
  expect(again.body.equals(before.body)).toBe(true)
  expect((await get('/media/thumbnail/2')).status).toBe(404)
})

it('refuses what is no id of an image', async () => {
  const { get } = await startWithPictures(1)
  const addresses = [
    ...[
      '/media/image/0',
      '/media/image/-1',
      '/media/image/1.5',
      '/media/image/1e3',
      '/media/image/9999',
      '/media/image/',
    ],
    ...['/media/image/../../../etc/passwd', '/media/image/%2e%2e%2f1', '/media/image/1/..', '/media/thumbnail/0x1'],
    ...['/media/label/abc', '/media/label/99999999999999999999', '/media/', '/media/image/1%00', '/media/other/1'],
  ]
  for (const address of addresses) {
    const { status, headers } = await get(address)
    expect(status, address).toBe(404)
    expect(headers.get('content-type')).toContain('text/plain')
  }
  const rows = [
    'ids=',
    'ids=1&width=40',
    'ids=1,&width=40&height=40',
    'ids=1&width=4000&height=40',
    'ids=1&width=40&height=40&x=1',
  ]
  for (const query of [...rows, `ids=${Array(41).fill(1).join(',')}&width=40&height=40`])
    expect((await get(`/media/row?${query}`)).status, query).toBe(400)
})

it('follows no link out of a source, and shows no file that is no picture', async () => {
  const { get, folder } = await startWithPictures(2)
  const picture = path.join(folder, 'gta5/images/00001.png')
  writeFileSync(path.join(folder, 'secret.png'), 'secret')
  rmSync(picture)
  symlinkSync(path.join(folder, 'secret.png'), picture)
  const outside = await get('/media/image/1')
  expect([outside.status, outside.body.toString()]).toEqual([404, expect.stringContaining('leads out of its source')])
  writeFileSync(path.join(folder, 'gta5/images/00002.png'), '<script>alert(1)</script>')
  const script = await get('/media/image/2')
  expect(script.status).toBe(404)
  expect(script.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(script.headers.get('x-content-type-options')).toBe('nosniff')
})

it('re-encodes a picture that browsers do not show', async () => {
  const { get, folder } = await startWithPictures(1)
  const picture = path.join(folder, 'gta5/images/00001.png')
  const tiff = await sharp(picture).tiff().toBuffer()
  writeFileSync(picture, tiff)
  const shown = await get('/media/image/1')
  expect(shown.headers.get('content-type')).toBe('image/jpeg')
  expect(await sharp(shown.body).metadata()).toMatchObject({ format: 'jpeg', width, height })
})
