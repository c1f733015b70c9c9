import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { tryLeaseEngine } from '../../../../src/main/catalog/transfers/engine-lease.ts'
import { startChild } from '../../catalog/processes/child-process.ts'
import { newCatalog, temporaryFolder } from '../../catalog/temporary-workspace.ts'
import { addSources, newRun, transfersOf } from '../planned-workspace.ts'
import { addRun } from '../../../../src/main/catalog/transfers/runs.ts'

const program = (name: string): URL => new URL(name, import.meta.url)

it('eight processes claim 500 entries, none of them twice', { timeout: 300_000 }, async () => {
  const catalog = await newCatalog()
  const sources = await addSources(catalog, temporaryFolder(), { contents: 100, references: 5 })
  const plan = newRun(sources)
  const run = addRun(catalog.database, {
    ...plan,
    transfers: plan.transfers.map((transfer) => ({ ...transfer, block: transfer.position })),
  })
  const children = Array.from({ length: 8 }, () => startChild(program('claim-entries.ts'), [catalog.workspace.folder]))
  await Promise.all(children.map((child) => child.said('ready')))
  for (const child of children) child.process.stdin!.write('go\n')
  const ended = await Promise.all(children.map((child) => child.ended))
  expect(ended.map(({ errors }) => errors).join('')).toBe('')
  const claimed = ended.flatMap(({ lines }) => lines.filter((line) => line.startsWith('claimed')))
  expect(claimed).toHaveLength(500)
  expect(new Set(claimed).size).toBe(500)
  const transfers = transfersOf(catalog.database, run)
  expect(transfers.every(({ state, attempts }) => state === 'running' && attempts === 1)).toBe(true)
})

it('the lease passes on when its holder is killed, and not before', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  const child = startChild(program('take-lease.ts'), [folder])
  await child.said('held')
  expect(tryLeaseEngine({ folder })).toBeUndefined()
  child.process.kill('SIGKILL')
  await child.ended
  const lease = tryLeaseEngine({ folder })
  expect(lease).toBeDefined()
  lease!.release()
})

it('never are there two holders of the lease', { timeout: 300_000 }, async () => {
  const folder = path.join(temporaryFolder(), 'ws')
  mkdirSync(folder)
  const children = Array.from({ length: 8 }, () => startChild(program('take-lease.ts'), [folder, '20']))
  for (const { lines, errors } of await Promise.all(children.map((child) => child.ended))) {
    expect(errors).toBe('')
    expect(lines).toHaveLength(20)
  }
})
