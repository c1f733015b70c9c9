import { execFile, spawnSync } from 'node:child_process'
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  statfsSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Component } from '../../../src/main/diffusion/model-source.ts'
import { readSafetensorsHeader, readTensor } from '../../../src/main/diffusion/safetensors.ts'
import {
  defaultCacheFolder,
  prepareComponent,
  type ConversionProgress,
} from '../../../src/main/diffusion/weights-cache.ts'
import { WeightsError, WriteError } from '../../../src/shared/errors.ts'
import { float32, rawFile, temporaryFolder, tensorFile, writeIn, type RawTensor } from './safetensors-files.ts'

const roomy = 1e9

async function componentOf(
  tensors: Readonly<Record<string, RawTensor>>,
  folder = temporaryFolder(),
): Promise<Component> {
  return componentIn(writeIn(folder, 'model.safetensors', tensorFile(tensors)))
}

async function componentIn(file: string): Promise<Component> {
  const { tensors } = await readSafetensorsHeader(file)
  return { config: { a: 1 }, configFile: 'config.json', tensors, folder: path.dirname(file) }
}

const short = (dtype: 'F16' | 'BF16', ...bits: number[]): RawTensor => ({
  dtype,
  shape: [bits.length],
  bytes: new Uint8Array(Uint16Array.from(bits).buffer),
})
const double = (...values: number[]): RawTensor => ({
  dtype: 'F64',
  shape: [values.length],
  bytes: new Uint8Array(Float64Array.from(values).buffer),
})
const ids: RawTensor = { dtype: 'I64', shape: [2], bytes: new Uint8Array(BigInt64Array.of(0n, 1n).buffer) }
const valuesOf = async ({ tensors }: Component, name: string) => [...(await readTensor(tensors.get(name)!))]

const calledFrom = (script: string) => `
  import { prepareComponent } from ${JSON.stringify(new URL('../../../src/main/diffusion/weights-cache.ts', import.meta.url).href)}
  import { readSafetensorsHeader, readTensor } from ${JSON.stringify(new URL('../../../src/main/diffusion/safetensors.ts', import.meta.url).href)}
  const [file, folder] = process.argv.slice(1)
  const component = { config: {}, configFile: file, tensors: (await readSafetensorsHeader(file)).tensors, folder: '' }
  ${script}`

describe('preparing a component', () => {
  test('gives it back as it is where its floats have the compute dtype already', async () => {
    const folder = path.join(temporaryFolder(), 'cache')
    const full = await componentOf({ a: float32([1], [1]), position_ids: ids })
    const half = await componentOf({ a: short('F16', 0x3c00), position_ids: ids })
    expect(await prepareComponent(full, 'F32', { folder, maxBytes: roomy })).toBe(full)
    expect(await prepareComponent(half, 'F16', { folder, maxBytes: roomy })).toBe(half)
    expect(() => statSync(folder)).toThrow('ENOENT')
  })

  test('widens F16, BF16 and rounds F64 to F32, and keeps whole numbers', async () => {
    const folder = path.join(temporaryFolder(), 'deep', 'cache')
    const mixed = await componentOf({
      h: short('F16', 0x3555, 0x8001),
      b: short('BF16', 0xc2c8),
      d: double(0.1),
      f: float32([1], [3]),
      position_ids: ids,
    })
    const prepared = await prepareComponent(mixed, 'F32', { folder, maxBytes: roomy })
    expect(prepared).toMatchObject({ config: { a: 1 }, configFile: 'config.json', folder })
    expect([...prepared.tensors.keys()].sort()).toEqual(['b', 'd', 'f', 'h', 'position_ids'])
    expect([...prepared.tensors.values()].every(({ file }) => path.dirname(file) === folder)).toBe(true)
    expect(prepared.tensors.get('h')).toMatchObject({ dtype: 'F32', shape: [2] })
    expect(prepared.tensors.get('position_ids')!.dtype).toBe('I64')
    expect(await valuesOf(prepared, 'h')).toEqual([0.333251953125, -(2 ** -24)])
    expect(await valuesOf(prepared, 'b')).toEqual([-100])
    expect(await valuesOf(prepared, 'd')).toEqual([Math.fround(0.1)])
    expect(await valuesOf(prepared, 'f')).toEqual([3])
    expect(await valuesOf(prepared, 'position_ids')).toEqual([0, 1])
  })

  test('rounds F32, BF16 and F64 to the nearest half float', async () => {
    const folder = temporaryFolder()
    const full = await componentOf({
      f: float32([3], [1 + 2 ** -11, 1 + 3 * 2 ** -11, -65519]),
      b: short('BF16', 0x3eab),
      d: double(1 / 3),
    })
    const prepared = await prepareComponent(full, 'F16', { folder, maxBytes: roomy })
    expect(prepared.tensors.get('f')!.dtype).toBe('F16')
    expect(await valuesOf(prepared, 'f')).toEqual([1, 1 + 2 ** -9, -65504])
    expect(await valuesOf(prepared, 'b')).toEqual([0.333984375])
    expect(await valuesOf(prepared, 'd')).toEqual([0.333251953125])
  })

  test('converts in small steps and says how far it is', async () => {
    const elements = 3_000_001
    const component = await componentOf({
      a: { dtype: 'F16', shape: [elements], bytes: new Uint8Array(elements * 2).fill(0x3c) },
    })
    const reports: ConversionProgress[] = []
    const prepared = await prepareComponent(
      component,
      'F32',
      { folder: temporaryFolder(), maxBytes: roomy },
      (report) => reports.push(report),
    )
    const steps = reports.map(({ bytesDone }, i) => bytesDone - (reports[i - 1]?.bytesDone ?? 0))
    expect(reports[0]!.bytesDone).toBe(0)
    expect(Math.max(...steps)).toBeLessThanOrEqual(2 << 20)
    expect(reports.at(-1)!.bytesDone).toBe(elements * 4)
    expect(reports.at(-1)!.bytesTotal).toBe(statSync(prepared.tensors.get('a')!.file).size)
    expect(new Set(await valuesOf(prepared, 'a'))).toEqual(new Set([1 + 0x3c / 1024]))
  })

  test('refuses values that half floats cannot hold, damaged doubles and 8-bit floats, and leaves nothing', async () => {
    const folder = temporaryFolder()
    const cache = { folder, maxBytes: roomy }
    const large = prepareComponent(await componentOf({ 'conv.weight': float32([2], [1, 70000]) }), 'F16', cache)
    await expect(large).rejects.toThrow(WeightsError)
    await expect(large).rejects.toThrow(
      'tensor "conv.weight" holds 70000, which is too large for float16 (at most 65504): compute in fp32',
    )
    const damaged = prepareComponent(await componentOf({ a: double(1e300) }), 'F32', cache)
    await expect(damaged).rejects.toThrow('holds 1e+300, which is too large for float32')
    const quantised = prepareComponent(
      await componentOf({ a: { dtype: 'F8_E4M3', shape: [1], bytes: new Uint8Array(1) } }),
      'F32',
      cache,
    )
    await expect(quantised).rejects.toThrow('tensor "a": expected 16, 32 or 64-bit floats, found F8_E4M3')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('the cache', () => {
  const half = { a: short('F16', 0x3c00, 0x4000) }

  test('is used the second time, also when the model was moved', async () => {
    const cache = { folder: temporaryFolder(), maxBytes: roomy }
    const component = await componentOf(half)
    const { file } = (await prepareComponent(component, 'F32', cache)).tensors.get('a')!
    const { ino } = statSync(file)
    const moved = path.join(component.folder, 'renamed.safetensors')
    renameSync(path.join(component.folder, 'model.safetensors'), moved)
    const reports: ConversionProgress[] = []
    const again = await prepareComponent(await componentIn(moved), 'F32', cache, (report) => reports.push(report))
    expect(reports).toEqual([])
    expect(statSync(again.tensors.get('a')!.file).ino).toBe(ino)
    expect(readdirSync(cache.folder)).toHaveLength(1)
  })

  test('tells two trainings of one architecture apart', async () => {
    const cache = { folder: temporaryFolder(), maxBytes: roomy }
    const [one, other] = [await componentOf(half), await componentOf({ a: short('F16', 0x4200, 0x4400) })]
    const at = new Date(2024, 1, 1)
    for (const { folder } of [one, other]) utimesSync(path.join(folder, 'model.safetensors'), at, at)
    expect(await valuesOf(await prepareComponent(one, 'F32', cache), 'a')).toEqual([1, 2])
    expect(await valuesOf(await prepareComponent(other, 'F32', cache), 'a')).toEqual([3, 4])
  })

  test('converts again where its file is damaged', async () => {
    const cache = { folder: temporaryFolder(), maxBytes: roomy }
    const component = await componentOf(half)
    const { file } = (await prepareComponent(component, 'F32', cache)).tensors.get('a')!
    truncateSync(file, statSync(file).size - 1)
    expect(await valuesOf(await prepareComponent(component, 'F32', cache), 'a')).toEqual([1, 2])
    writeFileSync(file, tensorFile({ a: float32([1], [1]) }))
    expect(await valuesOf(await prepareComponent(component, 'F32', cache), 'a')).toEqual([1, 2])
  })

  const cached = (folder: string, name: string, minutes: number, size = 1000) => {
    const at = new Date(Date.now() - minutes * 60_000)
    const file = writeIn(folder, name, Buffer.alloc(size))
    utimesSync(file, at, at)
  }
  const named = (digit: string) => `${digit.repeat(64)}-F32.safetensors`

  test('deletes the least recently used files to stay under its limit, and never one of the last ten minutes', async () => {
    const folder = temporaryFolder()
    cached(folder, named('a'), 30)
    cached(folder, named('b'), 60)
    cached(folder, named('c'), 20)
    cached(folder, named('d'), 5)
    cached(folder, 'notes.txt', 999)
    const component = await componentOf(half)
    const prepared = await prepareComponent(component, 'F32', { folder, maxBytes: 2500 })
    const own = path.basename(prepared.tensors.get('a')!.file)
    expect(readdirSync(folder).sort()).toEqual([named('c'), named('d'), own, 'notes.txt'].sort())
    await prepareComponent(component, 'F32', { folder, maxBytes: 10 })
    expect(readdirSync(folder).sort()).toEqual([named('d'), own, 'notes.txt'].sort())
  })

  test('a file counts as used when it is found again', async () => {
    const cache = { folder: temporaryFolder(), maxBytes: 1450 }
    const component = await componentOf(half)
    const { file } = (await prepareComponent(component, 'F32', cache)).tensors.get('a')!
    const longAgo = new Date(2020, 1, 1)
    utimesSync(file, longAgo, longAgo)
    cached(cache.folder, named('e'), 40, 1400)
    await prepareComponent(component, 'F32', cache)
    expect(readdirSync(cache.folder)).toEqual([path.basename(file)])
  })

  test('sweeps what a killed process left, but not what another is writing', async () => {
    const folder = temporaryFolder()
    cached(folder, '.weatherglass-old.partial', 61)
    cached(folder, '.weatherglass-new.partial', 1)
    await prepareComponent(await componentOf(half), 'F32', { folder, maxBytes: roomy })
    const left = readdirSync(folder)
    expect(left).toContain('.weatherglass-new.partial')
    expect(left).not.toContain('.weatherglass-old.partial')
  })

  test('weights larger than the whole cache are converted all the same, with a warning', async () => {
    const warnings: (string | null)[] = []
    const cache = { folder: temporaryFolder(), maxBytes: 50 }
    const prepared = await prepareComponent(await componentOf(half), 'F32', cache, ({ warning }) =>
      warnings.push(warning),
    )
    expect(await valuesOf(prepared, 'a')).toEqual([1, 2])
    expect(warnings[0]).toContain('more than the 50 of the whole cache')
  })

  test('two processes that convert the same weights at once both have them, and one file is left', async () => {
    const elements = 2_000_000
    const component = await componentOf({
      a: { dtype: 'F16', shape: [elements], bytes: new Uint8Array(elements * 2).fill(0x3c) },
    })
    const folder = temporaryFolder()
    const script = calledFrom(`
      const { tensors } = await prepareComponent(component, 'F32', { folder, maxBytes: 1e9 })
      console.log(new Set(await readTensor(tensors.get('a'))))`)
    const run = () =>
      promisify(execFile)(process.execPath, [
        '--input-type=module',
        '-e',
        script,
        path.join(component.folder, 'model.safetensors'),
        folder,
      ])
    for (const { stdout } of await Promise.all([run(), run()])) expect(stdout).toBe('Set(1) { 1.05859375 }\n')
    expect(readdirSync(folder)).toHaveLength(1)
  })

  test('a disk with too little room is said before anything is written', async () => {
    const folder = temporaryFolder()
    const { bavail, bsize } = statfsSync(folder)
    const elements = 2 ** Math.ceil(Math.log2((bavail * bsize) / 4)) * 2
    const file = writeIn(
      folder,
      'sparse.safetensors',
      rawFile(`{"a":{"dtype":"F16","shape":[${elements}],"data_offsets":[0,${elements * 2}]}}`),
    )
    truncateSync(file, statSync(file).size + elements * 2)
    const cache = path.join(folder, 'cache')
    const error = prepareComponent(await componentIn(file), 'F32', { folder: cache, maxBytes: roomy })
    await expect(error).rejects.toThrow(WriteError)
    await expect(error).rejects.toThrow(`converting the weights needs ${elements * 4 + 128} bytes, but `)
    expect(readdirSync(cache)).toEqual([])
  })

  test('a disk that fills up on the way is a WriteError with the bytes needed and leaves nothing', async () => {
    const elements = 1_000_000
    const component = await componentOf({ a: { dtype: 'F16', shape: [elements], bytes: new Uint8Array(elements * 2) } })
    const folder = temporaryFolder()
    const script = calledFrom(
      `await prepareComponent(component, 'F32', { folder, maxBytes: 1e9 }).catch((error) => console.log(error.name, error.message))`,
    )
    const limited = `ulimit -f 1000; trap '' XFSZ; exec "$0" --input-type=module -e "$@"`
    const { stdout, stderr } = spawnSync(
      'bash',
      ['-c', limited, process.execPath, script, path.join(component.folder, 'model.safetensors'), folder],
      { encoding: 'utf8' },
    )
    expect(stdout, stderr).toContain('WriteError')
    expect(stdout).toContain('(4000128 bytes are needed)')
    expect(readdirSync(folder)).toEqual([])
  })

  test('a folder that cannot be made is a WriteError', async () => {
    const file = writeIn(temporaryFolder(), 'file', '')
    const error = prepareComponent(await componentOf(half), 'F32', {
      folder: path.join(file, 'cache'),
      maxBytes: roomy,
    })
    await expect(error).rejects.toThrow(WriteError)
    await expect(error).rejects.toThrow('choose another folder with WEATHERGLASS_CACHE')
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  test('a cache behind a symbolic link is named by its real path', async () => {
    const folder = temporaryFolder()
    mkdirSync(path.join(folder, 'real'))
    symlinkSync('real', path.join(folder, 'link'))
    const prepared = await prepareComponent(await componentOf(half), 'F32', {
      folder: path.join(folder, 'link'),
      maxBytes: roomy,
    })
    expect(prepared.folder).toBe(path.join(folder, 'real'))
    expect(path.dirname(prepared.tensors.get('a')!.file)).toBe(prepared.folder)
  })
})

test('the cache lies where the platform keeps caches, or where WEATHERGLASS_CACHE says', () => {
  const linux = (environment: NodeJS.ProcessEnv) => defaultCacheFolder(environment, 'linux', '/home/ada')
  expect(linux({})).toBe('/home/ada/.cache/weatherglass/weights')
  expect(linux({ XDG_CACHE_HOME: '/scratch' })).toBe('/scratch/weatherglass/weights')
  expect(linux({ XDG_CACHE_HOME: 'relative' })).toBe('/home/ada/.cache/weatherglass/weights')
  expect(linux({ WEATHERGLASS_CACHE: '/fast', XDG_CACHE_HOME: '/scratch' })).toBe('/fast/weights')
  expect(defaultCacheFolder({}, 'darwin', '/Users/ada')).toBe('/Users/ada/Library/Caches/weatherglass/weights')
  expect(defaultCacheFolder({ LOCALAPPDATA: '/local' }, 'win32', '/u')).toBe('/local/weatherglass/Cache/weights')
})
