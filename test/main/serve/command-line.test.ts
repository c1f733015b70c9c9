import { expect, it } from 'vitest'
import { parseServeOptions } from '../../../src/main/serve/command-line.ts'
import { defaultRoots } from '../../../src/main/serve/folder-roots.ts'
import { UsageError } from '../../../src/shared/errors.ts'

it('serves this machine alone unless told otherwise', () => {
  expect(parseServeOptions([])).toMatchObject({ host: '127.0.0.1', port: 8477, root: [] })
  expect(
    parseServeOptions(['--port', '0', '--host', '0.0.0.0', '--root', '/a', '--root', '/b', '--workspace', '/w']),
  ).toEqual({ port: 0, host: '0.0.0.0', root: ['/a', '/b'], workspace: '/w' })
})

it('says in one sentence what is wrong with the options', () => {
  for (const args of [['--port', 'x'], ['--port', '70000'], ['--port', '-1'], ['--prot', '1'], ['--root'], ['extra']])
    expect(() => parseServeOptions(args), args.join(' ')).toThrow(UsageError)
})

it('shows the home folder and mounted disks, not the system', async () => {
  const mount = (folder: string, type = 'ext4') => ({
    folder,
    type,
    device: '/dev/sda1',
    writable: true,
    number: '8:1',
  })
  const folders = [
    '/',
    '/boot',
    '/proc',
    '/etc/hosts',
    '/mnt/data',
    '/media/me/disk',
    '/snap/x',
    '/data',
    '/var/lib/docker',
  ]
  expect(
    await defaultRoots(
      '/home/me',
      folders.map((folder) => mount(folder)),
    ),
  ).toEqual(['/home/me', '/mnt/data', '/media/me/disk', '/data'])
})
