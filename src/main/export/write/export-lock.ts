import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Of several that come at once, all may step back; so often each tries again, after a while of its own. */
const TRIES = 8
const LONGEST_WAIT_MILLISECONDS = 60

/** Lets others in. */
export type Unlock = () => Promise<void>

/**
 * Takes a folder for this process alone. Each process puts a file of its own there, whose name says who it is, and then looks for others':
 * whoever finds one of a process that lives steps back, so that two never go on. Files of processes that are gone are removed, and no name is used
 * twice, so that nobody removes a file that is in use.
 *
 * @param folder made where it is not there
 * @returns undefined where another process has it, of this host or, which nobody can ask whether it lives, of another one
 */
export async function lockFolder(folder: string): Promise<Unlock | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await setTimeout(Math.random() * LONGEST_WAIT_MILLISECONDS)
    const mine = nameOf({ host: thisHost, pid: process.pid, started: startOf(process.pid) ?? '' })
    if (!(await put(folder, mine))) continue
    const others = (await readdir(folder)).flatMap((name) => (name === mine ? [] : holderOf(name)))
    const gone = others.filter((holder) => !isAlive(holder))
    for (const { name } of gone) await rm(path.join(folder, name), { force: true })
    if (gone.length === others.length) return () => rm(path.join(folder, mine), { force: true })
    await rm(path.join(folder, mine), { force: true })
  }
  return undefined
}

interface Holder {
  readonly host: string
  readonly pid: number
  /** Empty where the system does not tell. */
  readonly started: string
}

const PREFIX = 'lock'
const thisHost = os.hostname().replaceAll(/[^\w.-]|_/g, '-')

const nameOf = ({ host, pid, started }: Holder): string => [PREFIX, host, pid, started, randomUUID()].join('_')

function holderOf(name: string): (Holder & { readonly name: string })[] {
  const [prefix, host, pid, started, id] = name.split('_')
  if (prefix !== PREFIX || id === undefined) return []
  return [{ name, host: host!, pid: Number(pid), started: started! }]
}

/** False where whoever had the folder last has just removed it. */
async function put(folder: string, name: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(path.join(folder, name), '', { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** When a process began, as the kernel counts it: a number that is used again is told from the process that had it. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

function isAlive({ host, pid, started }: Holder): boolean {
  if (host !== thisHost) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return started === '' || started === startOf(pid)
}
