import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

/** Electron’s program is linked with the system’s GLib; a Node with GLib loaded before anything else stands in for it. */
const gobject = ['/usr/lib/x86_64-linux-gnu/libgobject-2.0.so.0', '/usr/lib64/libgobject-2.0.so.0'].find(existsSync)
const module = path.resolve(import.meta.dirname, '../../../src/main/desktop/system/libvips.ts')

/** The names of GLib that sharp and libvips took from the system's while they drew and read a picture. */
function takenFromSystem(before: string): string[] {
  const program = `${before}
    const { default: sharp } = await import('sharp')
    const drawn = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#456' } }).png().toBuffer()
    const { data } = await sharp(drawn).resize(32).raw().toBuffer({ resolveWithObject: true })
    process.stdout.write(String(data.length))`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, LD_PRELOAD: gobject, LD_DEBUG: 'bindings' },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (before !== '') expect([status, stdout]).toEqual([0, String(32 * 32 * 3)])
  const bindings = stderr.matchAll(
    /binding file \S*(?:sharp|vips)\S* \[0\] to \S*\/lib(?:glib|gobject|gio)-2\.0\S* .*`(\w+)'/g,
  )
  return Array.from(bindings, ([, name]) => name!)
}

it.runIf(gobject !== undefined)('libvips uses the GLib that it brings, whatever the program is linked with', () => {
  expect(takenFromSystem('')).toContain('g_object_unref')
  expect(takenFromSystem(`(await import(${JSON.stringify(module)})).loadLibvipsApart()`)).toEqual([])
})
