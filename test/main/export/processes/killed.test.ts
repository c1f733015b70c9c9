import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { planPairs } from '../../../../src/main/export/plan/plan-pairs.ts'
import { verifyDataset } from '../../../../src/main/export/verify/verify.ts'
import { writeExport, type WriteRequest } from '../../../../src/main/export/write/write-export.ts'
import { filesBelow } from '../../../../src/main/export/write/tree.ts'
import { startChild } from '../../catalog/processes/child-process.ts'
import { drawSource, optionsOf, temporaryFolder, transfersOf } from '../drawn-rows.ts'

const soak = process.env['WEATHERGLASS_SOAK'] !== undefined
const rounds = soak ? 30 : 10
const program = new URL('export-until-killed.ts', import.meta.url)
const FRAMES = 12

/** All files but those that say when they were written. */
async function state(folder: string): Promise<Record<string, string>> {
  const files = (await filesBelow(folder)).filter((file) => file !== 'manifest.jsonl')
  return Object.fromEntries(
    files.sort().map((file) => [file, readFileSync(path.join(folder, file)).toString('base64')]),
  )
}

/** Exports in a process of its own; how many milliseconds it took, or undefined where it was killed before its end. */
async function killed(
  request: WriteRequest,
  moment: (pairs: () => number) => Promise<unknown>,
): Promise<number | undefined> {
  const file = path.join(temporaryFolder(), 'request.json')
  writeFileSync(file, JSON.stringify(request))
  const child = startChild(program, [file])
  let lines = 0
  child.process.stdout?.on('data', (text: Buffer) => (lines += text.toString().split('\n').length - 1))
  await child.said('begun')
  const start = performance.now()
  await Promise.race([moment(() => lines - 1), child.ended])
  child.process.kill('SIGKILL')
  const { lines: said, errors } = await child.ended
  expect(errors).toBe('')
  return said.includes('done') ? performance.now() - start : undefined
}

it(
  'kill -9 at any moment of an export leaves no target or a whole one, and a second call finishes it',
  { timeout: soak ? 1_800_000 : 600_000 },
  async () => {
    const source = await drawSource(FRAMES)
    const rows = await transfersOf(source, ['fog', 'night', 'rain'])
    const options = optionsOf({ originals: { amount: { count: 4 } } })
    const plan = planPairs(rows, source.contents, options)
    const requestTo = (out: string): WriteRequest => ({ plan, options, out, update: false, link: false, readOnly: [] })
    const undisturbed = path.join(temporaryFolder(), 'set')
    const whole = await killed(requestTo(undisturbed), () => new Promise(() => {}))
    const expected = await state(undisturbed)
    let interrupted = 0
    for (let round = 0; round < rounds; round++) {
      const out = path.join(temporaryFolder(), 'set')
      const pairs = Math.floor(Math.random() * plan.pairs.length)
      await killed(requestTo(out), async (done) => {
        if (round % 2 === 0) return sleep(Math.random() * whole!)
        while (done() < pairs) await sleep(1)
        return sleep(0)
      })
      if (existsSync(out)) expect(await verifyDataset(out)).toMatchObject({ ok: true })
      else {
        interrupted++
        expect((await writeExport(requestTo(out))).pairs).toBe(plan.pairs.length)
      }
      expect(await state(out)).toEqual(expected)
      expect(await verifyDataset(out)).toMatchObject({ ok: true, errors: [] })
      // what a kill between the last rename and the end leaves is swept by the next export
      if (existsSync(path.join(path.dirname(out), '.set.weatherglass-export')))
        await writeExport({ ...requestTo(out), update: true })
      expect(readdirSync(path.dirname(out))).toEqual(['set'])
    }
    expect(interrupted).toBeGreaterThan(0)
  },
)

it(
  'an update that is killed leaves the old export, none, or the new one, and a second call finishes it',
  { timeout: 600_000 },
  async () => {
    const source = await drawSource(6)
    const rows = await transfersOf(source, ['fog', 'snow'])
    const options = optionsOf({ split: { validation: 0 } })
    for (let round = 0; round < (soak ? 10 : 3); round++) {
      const out = path.join(temporaryFolder(), 'set')
      const before = {
        plan: planPairs(rows.slice(0, 8), [], options),
        options,
        out,
        update: false,
        link: false,
        readOnly: [],
      }
      await writeExport(before)
      const update = { ...before, plan: planPairs(rows.slice(2), [], options), update: true }
      const pairs = Math.floor(Math.random() * update.plan.pairs.length)
      await killed(update, async (done) => {
        while (done() < pairs) await sleep(1)
      })
      if (existsSync(out)) expect(await verifyDataset(out)).toMatchObject({ ok: true })
      await writeExport(update)
      expect(await verifyDataset(out)).toMatchObject({ ok: true, pairs: 10 })
      expect(readdirSync(path.dirname(out))).toEqual(['set'])
    }
  },
)
