import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** 2020-01-01: no file of a package has a time of its own. */
const SECONDS = 1_577_836_800

/** Writes a folder as a `.tar.gz`: the same files give the same bytes under the same Node, whoever made them and when. */
export async function writeTarball(
  folder: { readonly parent: string; readonly name: string },
  to: string,
): Promise<void> {
  const order = ['--sort=name', '--format=ustar', `--mtime=@${SECONDS}`, '--owner=0', '--group=0', '--numeric-owner']
  const args = [...order, '--mode=u+rw,go+r-w,a+X', '-C', folder.parent, '-cf', '-', folder.name]
  const tar = spawn('tar', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(tar, 'close')
  await pipeline(tar.stdout, createGzip(), createWriteStream(to))
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error(`tar of ${folder.name} ended with ${code}`)
}
