import { appendFileSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { lockFolder } from '../../../../src/main/export/write/export-lock.ts'

/** Takes a folder as often as it is told, and says in a file when it comes in and goes out. */
const [folder, log, times] = process.argv.slice(2) as [string, string, string]
process.stdout.write('begun\n')
for (let time = 0; time < Number(times);) {
  const unlock = await lockFolder(folder)
  if (!unlock) continue
  appendFileSync(log, `in ${process.pid}\n`)
  await setTimeout(Math.random() * 5)
  appendFileSync(log, `out ${process.pid}\n`)
  await unlock()
  await rmdir(folder).catch(() => undefined)
  time++
}
process.stdout.write('done\n')
