import { readdirSync, readFileSync } from 'node:fs'

/** Of Linux, whatever the machine (USER_HZ). */
const TICKS_PER_SECOND = 100

/** Processor seconds of this process and of its children that live, so far; null where there is no /proc. */
export function processorSeconds(): number | null {
  const { user, system } = process.cpuUsage()
  try {
    const tasks = readdirSync('/proc/self/task')
    const children = tasks.flatMap((task) =>
      readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    )
    return children.reduce((sum, child) => sum + secondsOf(child), (user + system) / 1e6)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Fields 14 and 15 of /proc/PID/stat, counted behind the name, which may hold blanks. */
function secondsOf(pid: string): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
