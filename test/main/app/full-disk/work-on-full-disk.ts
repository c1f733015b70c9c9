import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ORPCError } from '@orpc/client'
import { createApp } from '../../../../src/main/app.ts'
import type { Failure } from '../../../../src/shared/contract.ts'
import { drawGta5 } from '../drawn-source.ts'
import { openPage } from '../page.ts'

/**
 * A page at work while the disk of its workspace fills up: DISK ELSEWHERE. Mounts 32 MB of memory at DISK, so it runs in a mount
 * namespace of its own (`unshare -rm`). Prints a line for each attempt.
 */
const [disk = '', elsewhere = ''] = process.argv.slice(2)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'none', disk])
process.env['WEATHERGLASS_CONFIG'] = path.join(elsewhere, 'config')
const ballast = path.join(disk, 'ballast')
const nobody = { versions: {}, folderRoots: null, pickFolder: () => Promise.resolve(null) }
const nothing = (): Promise<void> => Promise.resolve()
const app = await createApp({
  host: { kind: 'desktop', ...nobody, showFolder: nothing, openLink: nothing },
  workspace: path.join(disk, 'workspace'),
})
const page = openPage(app)
const { sources, boards, application, gallery } = page.calls

function fill(): void {
  try {
    for (;;) appendFileSync(ballast, Buffer.alloc(4_096))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

/** @returns whether it was done */
async function attempt(what: string, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call()
    console.log(`${what}: done`)
    return true
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error
    const { code, message } = error.data as Failure
    console.log(`${what}: ${code}: ${message.replaceAll(disk, 'DISK')}`)
    return false
  }
}

async function allRead(images: number): Promise<void> {
  for (;;) {
    const all = await sources.list()
    if (all.every(({ waiting, walkedUtc }) => waiting === 0 && walkedUtc !== null)) {
      console.log(`images: ${all.reduce((sum, source) => sum + source.images, 0)} of ${images}`)
      return
    }
    await delay(100)
  }
}

mkdirSync(path.join(elsewhere, 'drawn'))
await drawGta5(path.join(elsewhere, 'drawn/first'), 6)
await drawGta5(path.join(elsewhere, 'drawn/second'), 3)
await sources.add({ folder: path.join(elsewhere, 'drawn/first') })
await allRead(6)
const images = await gallery.ids({ filter: {}, sort: { by: 'name', descending: false }, from: 0, to: 6 })
const { id: board } = await boards.create({ name: 'before' })
await boards.put({ board, condition: 'fog', images: images.slice(0, 2) })
await application.storePreference({ key: 'kept', value: 'before' })

fill()
// what still finds room in the log is done; values of 50 kB soon find none
for (let tries = 0; tries < 200; tries++)
  if (
    !(await attempt('preference', () => application.storePreference({ key: `k${tries}`, value: 'x'.repeat(50_000) })))
  )
    break
fill()
const putAnyway: number[] = []
for (const image of images.slice(2))
  if (await attempt('put', () => boards.put({ board, condition: 'fog', images: [image] }))) putAnyway.push(image)
await attempt('look', () =>
  gallery.page({ filter: {}, sort: { by: 'name', descending: false }, from: { offset: 0 }, limit: 10 }),
)

rmSync(ballast)
const { columns } = await boards.get({ board })
const expected = [...images.slice(0, 2), ...putAnyway]
console.log(`kept: ${JSON.stringify(columns.fog.map(({ id }) => id)) === JSON.stringify(expected)}`)
console.log(`preference: ${JSON.stringify(await application.preference({ key: 'kept' }))}`)
await attempt('put with room again', () => boards.put({ board, condition: 'night', images: images.slice(0, 1) }))
await sources.add({ folder: path.join(elsewhere, 'drawn/second') })
await allRead(9)
page.close()
await app.close()
