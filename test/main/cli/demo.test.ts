import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readImage } from '../../../src/main/imaging/image.ts'
import { launcher, parseOutput, runCommand } from './run-command.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-demo-'))
})
afterAll(() => rm(folder, { recursive: true }))

it(
  'the demo goes the whole way, stopped or not, and a day takes the light of the night',
  { timeout: 1_200_000 },
  async () => {
    const out = path.join(folder, 'demo')
    let asked = false
    const stopped = await runCommand(['demo', '--out', out], (stderr, child) => {
      if (asked || !/^drawing scenes [1-8]\/9/m.test(stderr)) return
      asked = child.kill('SIGINT')
    })
    expect(stopped.exitCode, stopped.stderr).toBe(1)
    expect(stopped.stderr).toContain('the same command goes on from there')
    expect(existsSync(path.join(out, 'scenes'))).toBe(false)

    const { exitCode, stdout, stderr } = await runCommand(['demo', '--out', out])
    expect(exitCode, stderr).toBe(0)
    for (const place of ['sheet.png', 'scenes', 'workspace', 'dataset']) expect(stdout).toContain(`demo/${place}`)
    expect(stdout).toContain('demonstration model')
    expect(stdout).toContain('is sound')
    expect(stderr).toMatch(/^restyling 4\/4/m)
    expect(existsSync(path.join(out, 'sheet.png'))).toBe(true)

    const lines = (await readFile(path.join(out, 'dataset', 'manifest.jsonl'), 'utf8')).trim().split('\n')
    const pairs = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ kind }) => kind === 'pair')
    expect(pairs).toHaveLength(4)
    const night = Object.keys(
      pairs.find(({ pair }) => String(pair).startsWith('gtanight'))!['files'] as Record<string, unknown>,
    ).find((file) => file.startsWith('leftImg8bit'))!
    const brightness = async (file: string): Promise<number> => {
      const { data } = await readImage(file)
      return data.reduce((sum, value) => sum + value, 0) / data.length
    }
    const scenes = path.join(out, 'scenes')
    const [day, reference, restyled] = await Promise.all([
      brightness(path.join(scenes, 'gta5', 'images', '00001.png')),
      brightness(
        path.join(scenes, 'acdc', 'rgb_anon', 'night', 'train', 'GOPR0351', 'GOPR0351_frame_000041_rgb_anon.png'),
      ),
      brightness(path.join(out, 'dataset', night)),
    ])
    expect(Math.abs(restyled - reference)).toBeLessThan(0.5 * Math.abs(day - reference))

    const again = await runCommand(['demo', '--out', out])
    expect(again.exitCode, again.stderr).toBe(0)
    expect(again.stderr).not.toContain('denoising')
    expect(again.stderr).toContain('0 new verdicts')
    const verified = parseOutput(await runCommand(['verify', path.join(out, 'dataset'), '--json'], undefined, launcher))
    expect(verified).toMatchObject({ ok: true, pairs: 4 })
  },
)
