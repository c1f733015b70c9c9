import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { tryLeaseEngine } from '../../../../src/main/catalog/transfers/engine-lease.ts'

/**
 * Takes the engine lease: FOLDER TIMES. So many times for a moment, with a file that only its holder may have; without a number, until it is
 * killed.
 */
const [folder = '', times] = process.argv.slice(2)
const marker = path.join(folder, 'held')
for (let taken = 0; times === undefined || taken < Number(times);) {
  const lease = tryLeaseEngine({ folder })
  if (!lease) {
    await setTimeout(1)
    continue
  }
  writeFileSync(marker, '', { flag: 'wx' })
  console.log('held')
  if (times === undefined) await setTimeout(1_000_000)
  await setTimeout(2)
  rmSync(marker)
  lease.release()
  taken++
}
