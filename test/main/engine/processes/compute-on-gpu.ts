import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { GpuLock } from '../../../../src/main/engine/gpu-lock.ts'
import { GpuTurns } from '../../../../src/main/engine/gpu-turns.ts'

/**
 * Computes on the GPU so many times, for a moment each, with a process that is kept for the next: MARKER TIMES. The file MARKER is there as
 * long as the process is, and may have one owner. Then waits idle, with its process, until it is told to end.
 */
const [marker = '', times = '1'] = process.argv.slice(2)
const turns = new GpuTurns(new GpuLock())
let hasProcess = false
const letGo = (): Promise<void> => {
  if (hasProcess) rmSync(marker)
  hasProcess = false
  console.log('let go')
  return Promise.resolve()
}
const user = { letGo }
for (let turn = 0; turn < Number(times); turn++) {
  const work = async (): Promise<void> => {
    if (!hasProcess) writeFileSync(marker, '', { flag: 'wx' })
    hasProcess = true
    await setTimeout(5)
    console.log('computed')
  }
  await turns.during(user, undefined, work, () => console.log('waits'))
}
console.log('idle')
await new Promise((resolve) => process.stdin.once('data', resolve))
process.exit()
