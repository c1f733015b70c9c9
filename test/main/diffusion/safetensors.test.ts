import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, realpathSync, symlinkSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSafetensorsHeader, readTensor, writeSafetensors } from '../../../src/main/diffusion/safetensors.ts'
import { FileMissingError, WeightsError, WriteError } from '../../../src/shared/errors.ts'
import { float32 as float32Of, oraclePath, readGoldens } from '../../oracle.ts'
import { float32, rawFile, temporaryFolder, tensorFile, writeIn } from './safetensors-files.ts'

const entry = (dtype: string, shape: string, offsets: string) =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`

async function messageFor(content: string | Uint8Array): Promise<string> {
  const file = writeIn(temporaryFolder(), 'weights.safetensors', content)
  const error: unknown = await readSafetensorsHeader(file).then(
    () => new Error('was accepted'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(WeightsError)
  const { message, file: about } = error as WeightsError
  expect(about).toBe(file)
  expect(message).toContain('weights.safetensors: ')
  expect(message).not.toContain('\n')
  return message.slice(message.indexOf(': ') + 2)
}

describe('reading a header', () => {
  test('finds every tensor of a real file where another reader finds it', async () => {
    const file = realpathSync(oraclePath('tiny-sd', 'vae', 'diffusion_pytorch_model.safetensors'))
    const header = await readSafetensorsHeader(file)
    const goldens = readGoldens('tiny-sd', 'vae', 'diffusion_pytorch_model.safetensors')
    expect([...header.tensors.keys()].sort()).toEqual([...goldens.keys()].sort())
    const name = 'encoder.mid_block.attentions.0.to_q.weight'
    expect(header.tensors.get(name)).toMatchObject({ dtype: 'F32', shape: [32, 32], byteLength: 4096, file })
    expect(await readTensor(header.tensors.get(name)!)).toEqual(float32Of(goldens, name))
    const bytes = readFileSync(file)
    const json = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0)))
    expect(header.headerHash).toBe(createHash('sha256').update(json).digest('hex'))
    expect(header.byteLength).toBe(bytes.length)
  })

  test('accepts data that is not aligned, as old files have it', async () => {
    const content = tensorFile({ a: float32([2], [1.5, -2]), odd: float32([], [7]) })
    const { tensors } = await readSafetensorsHeader(writeIn(temporaryFolder(), 'old.safetensors', content))
    expect(tensors.get('a')!.offset % 4).not.toBe(0)
    expect([...(await readTensor(tensors.get('a')!))]).toEqual([1.5, -2])
    expect([...(await readTensor(tensors.get('odd')!))]).toEqual([7])
  })

  test('accepts padding after the JSON, empty tensors, escapes, and tensors listed in another order than their data', async () => {
    const header = ` {"z":${entry('U8', '[2]', '[3,5]')}, "\\u00e9\\"":${entry('BOOL', '[3,1]', '[0, 3]')},"none":${entry('F8_E4M3', '[0,4]', '[3,3]')}}   `
    const file = writeIn(temporaryFolder(), 'x.safetensors', rawFile(header.trimStart(), 5))
    const { tensors } = await readSafetensorsHeader(file)
    expect([...tensors.keys()]).toEqual(['é"', 'none', 'z'])
    expect(tensors.get('none')!.byteLength).toBe(0)
  })

  test('names the real file behind a symbolic link', async () => {
    const folder = temporaryFolder()
    const blob = writeIn(folder, 'blob', tensorFile({ a: float32([1], [1]) }))
    symlinkSync('blob', path.join(folder, 'link.safetensors'))
    const header = await readSafetensorsHeader(path.join(folder, 'link.safetensors'))
    expect(header.file).toBe(blob)
    expect(header.tensors.get('a')!.file).toBe(blob)
  })

  test('tells a missing file, a folder and a named pipe apart', async () => {
    const folder = temporaryFolder()
    await expect(readSafetensorsHeader(path.join(folder, 'none'))).rejects.toBeInstanceOf(FileMissingError)
    await expect(readSafetensorsHeader(folder)).rejects.toThrow('found a folder')
    const pipe = path.join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(readSafetensorsHeader(pipe)).rejects.toThrow('found a special file')
  })

  const one = `{"a":${entry('F32', '[1]', '[0,4]')}}`
  test.each<[what: string, content: string | Uint8Array, message: string]>([
    ['an empty file', '', 'the file is empty'],
    ['a file too short for a length', 'abc', 'expected a safetensors header of at least 8 bytes, found 3 bytes'],
    ['a header of zero bytes', rawFile(''), 'expected "{" as the first character, found its end'],
    [
      'a header above the limit',
      rawFile(one, 4, 100_000_001n),
      'expected a header of at most 100000000 bytes, found a stated length of 100000001',
    ],
    ['a header length of 2^64 - 1', rawFile(one, 4, 2n ** 64n - 1n), 'found a stated length of 18446744073709551615'],
    [
      'a file that ends within its header',
      rawFile(one, 0, 99n),
      'the file ends within its header: expected 99 bytes, found 54',
    ],
    [
      'a truncated download',
      rawFile(one, 3),
      'the file ends within tensor "a": expected at least 66 bytes, found 65; the download was cut short',
    ],
    ['trailing bytes', rawFile(one, 6), 'expected the file to end after tensor "a" at 66 bytes, found 2 bytes more'],
    ['bytes that are not UTF-8', rawFile(Buffer.from('{"\xff":1}', 'latin1')), 'the header is not UTF-8 text'],
    ['a byte order mark', rawFile('\ufeff{}'), 'expected "{" as the first character'],
    ['a header that is an array', rawFile('[]'), 'expected "{" as the first character, found "[]"'],
    ['space before the header', rawFile(' {}'), 'expected "{" as the first character'],
    ['two headers', rawFile('{}{}'), 'expected nothing after the closing "}", found "{}"'],
    ['a missing comma', rawFile('{"a":{} "b":{}}'), 'tensor "a" has no dtype'],
    ['an unclosed string', rawFile('{"a\\"'), 'the header ends within a string that starts at character 1'],
    ['a malformed escape', rawFile('{"\\x":{}}'), 'malformed string at character 1'],
    ['a tensor that is a number', rawFile('{"a":1}'), 'expected "{", found "1}"'],
    [
      'two tensors of one name',
      rawFile(`{"a":${entry('U8', '[1]', '[0,1]')},"a":${entry('U8', '[1]', '[1,2]')}}`, 2),
      'the header has two tensors named "a"',
    ],
    [
      'two tensors of one name, one escaped',
      rawFile(`{"a":${entry('U8', '[1]', '[0,1]')},"\\u0061":${entry('U8', '[1]', '[1,2]')}}`, 2),
      'the header has two tensors named "a"',
    ],
    ['a field twice', rawFile('{"a":{"dtype":"U8","dtype":"I8"}}'), 'tensor "a" has two "dtype"'],
    ['an unknown field', rawFile('{"a":{"type":"U8"}}'), 'expected "dtype", "shape" and "data_offsets", found "type"'],
    ['a missing shape', rawFile('{"a":{"dtype":"U8","data_offsets":[0,1]}}', 1), 'tensor "a" has no shape'],
    ['one offset', rawFile(`{"a":${entry('U8', '[1]', '[0]')}}`, 1), 'tensor "a" has no data_offsets of two numbers'],
    [
      'three offsets',
      rawFile(`{"a":${entry('U8', '[1]', '[0,1,2]')}}`, 1),
      'the data_offsets of tensor "a" has more than 2 numbers',
    ],
    ['an unknown dtype', rawFile(`{"a":${entry('Q4', '[1]', '[0,1]')}}`, 1), 'tensor "a": expected a dtype out of F64'],
    [
      'a dtype named like an inherited property',
      rawFile(`{"a":${entry('toString', '[1]', '[0,1]')}}`, 1),
      'found "toString"',
    ],
    [
      'a negative size',
      rawFile(`{"a":${entry('U8', '[-1]', '[0,1]')}}`, 1),
      'expected a whole number from 0 to 2^53 - 1 in the shape of tensor "a"',
    ],
    ['a fraction', rawFile(`{"a":${entry('U8', '[1.5]', '[0,1]')}}`, 1), 'found "1.5]'],
    ['an exponent', rawFile(`{"a":${entry('U8', '[1e0]', '[0,1]')}}`, 1), 'found "1e0]'],
    [
      'a size above 2^53',
      rawFile(`{"a":${entry('U8', '[9007199254740992]', '[0,1]')}}`, 1),
      'whole number from 0 to 2^53 - 1',
    ],
    [
      'a shape whose product overflows',
      rawFile(`{"a":${entry('F32', '[4294967296,4294967296]', '[0,4]')}}`, 4),
      'tensor "a": shape [4294967296, 4294967296] is larger than any file can be',
    ],
    [
      'a shape of a hundred dimensions',
      rawFile(`{"a":${entry('U8', `[${'1,'.repeat(99)}1]`, '[0,1]')}}`, 1),
      'the shape of tensor "a" has more than 32 numbers',
    ],
    [
      'offsets that do not fit the shape',
      rawFile(`{"a":${entry('F16', '[3,5]', '[0,32]')}}`, 32),
      'tensor "a": expected 30 bytes for F16 [3, 5], found 32 by its data_offsets',
    ],
    [
      'offsets in descending order',
      rawFile(`{"a":${entry('U8', '[1]', '[1,0]')}}`, 1),
      'tensor "a": expected data_offsets in ascending order, found [1, 0]',
    ],
    [
      'overlapping tensors',
      rawFile(`{"a":${entry('F32', '[2]', '[0,8]')},"b":${entry('F32', '[1]', '[4,8]')}}`, 8),
      'tensor "b" overlaps tensor "a": expected it to begin at byte 8 of the data, found 4',
    ],
    [
      'a hole',
      rawFile(`{"a":${entry('U8', '[1]', '[0,1]')},"b":${entry('U8', '[1]', '[2,3]')}}`, 3),
      'there is a hole before tensor "b": expected it to begin at byte 1 of the data, found 2',
    ],
    [
      'a hole at the start',
      rawFile(`{"a":${entry('U8', '[1]', '[1,2]')}}`, 2),
      'there is a hole before tensor "a": expected it to begin at byte 0',
    ],
    [
      'metadata of numbers',
      rawFile('{"__metadata__":{"epoch":3}}'),
      'expected a string for the value of "__metadata__" entry "epoch"',
    ],
    ['metadata twice', rawFile('{"__metadata__":{},"__metadata__":{}}'), 'two entries named "__metadata__"'],
  ])('refuses %s', async (_what, content, message) => {
    expect(await messageFor(content)).toContain(message)
  })

  test.each<[what: string, content: string, message: string]>([
    ['a zip (new torch.save)', 'PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0', 'which can run any code'],
    ['a pickle (old torch.save)', '\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P', 'which can run any code'],
    ['a GGUF file', 'GGUF\x03\0\0\0\0\0\0\0\0\0\0\0', 'is a GGUF file'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:', 'git lfs pull'],
    ['a web page', '<!doctype html><html>', 'is a web page'],
  ])('says that %s is not safetensors and what to do', async (_what, content, message) => {
    expect(await messageFor(Buffer.from(content, 'latin1'))).toContain(message)
  })

  test('is not misled by a header length that begins like a pickle', async () => {
    const json = `{"a":${entry('U8', '[1]', '[0,1]')}}`.padEnd(0x0280)
    const file = writeIn(temporaryFolder(), 'x.safetensors', rawFile(json, 1))
    expect((await readSafetensorsHeader(file)).tensors.size).toBe(1)
  })

  test('a header of 90 MB of opening brackets is refused at once and without the memory to match', async () => {
    const file = writeIn(
      temporaryFolder(),
      'deep.safetensors',
      rawFile(Buffer.alloc(90_000_000, '[').fill('{"a":', 0, 5)),
    )
    const before = process.memoryUsage().rss
    await expect(readSafetensorsHeader(file)).rejects.toThrow('malformed at character 5')
    expect(process.memoryUsage().rss - before).toBeLessThan(600e6)
  })
})

describe('reading a tensor', () => {
  test('widens F16, BF16, F64, I64, I32 and U8 to float32', async () => {
    const bytes = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    const content = tensorFile({
      half: { dtype: 'F16', shape: [6], bytes: bytes(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x8000)) },
      brain: { dtype: 'BF16', shape: [2], bytes: bytes(Uint16Array.of(0x3f80, 0xc2c8)) },
      double: { dtype: 'F64', shape: [1], bytes: bytes(Float64Array.of(0.1)) },
      long: { dtype: 'I64', shape: [2], bytes: bytes(BigInt64Array.of(-5n, 77n)) },
      int: { dtype: 'I32', shape: [1], bytes: bytes(Int32Array.of(-9)) },
      byte: { dtype: 'U8', shape: [1], bytes: Uint8Array.of(200) },
    })
    const { tensors } = await readSafetensorsHeader(writeIn(temporaryFolder(), 'x.safetensors', content))
    const read = async (name: string) => [...(await readTensor(tensors.get(name)!))]
    expect(await read('half')).toEqual([1, -2, 2 ** -24, 65504, Infinity, -0])
    expect(await read('brain')).toEqual([1, -100])
    expect(await read('double')).toEqual([Math.fround(0.1)])
    expect(await read('long')).toEqual([-5, 77])
    expect(await read('int')).toEqual([-9])
    expect(await read('byte')).toEqual([200])
  })

  test('reads a tensor larger than one piece whole', async () => {
    const file = path.join(temporaryFolder(), 'large.safetensors')
    const data = Float32Array.from({ length: 3_000_001 }, (_, i) => i)
    await writeSafetensors(file, [['a', { dtype: 'F32', shape: [data.length], data }]])
    const { tensors } = await readSafetensorsHeader(file)
    expect(Buffer.from((await readTensor(tensors.get('a')!)).buffer).equals(Buffer.from(data.buffer))).toBe(true)
  })

  test('refuses a dtype without a float32 meaning, and a file that became shorter', async () => {
    const eight = tensorFile({ a: { dtype: 'F8_E4M3', shape: [1], bytes: Uint8Array.of(1) }, b: float32([2], [1, 2]) })
    const file = writeIn(temporaryFolder(), 'x.safetensors', eight)
    const { tensors } = await readSafetensorsHeader(file)
    await expect(readTensor(tensors.get('a')!)).rejects.toThrow('found F8_E4M3')
    truncateSync(file, eight.length - 3)
    await expect(readTensor(tensors.get('b')!)).rejects.toThrow('the file became shorter')
  })
})

describe('writing', () => {
  test('gives back what was written, aligned, with metadata', async () => {
    const file = path.join(temporaryFolder(), 'x.safetensors')
    const wide = new Float32Array([0, 1.25, -3]).subarray(1)
    await writeSafetensors(
      file,
      [
        ['filtered', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 0, 1) }],
        ['similarity', { dtype: 'F32', shape: [1, 2], data: wide }],
        ['max_idx', { dtype: 'I32', shape: [1], data: Int32Array.of(-7) }],
        ['half', { dtype: 'F16', shape: [1], data: Uint16Array.of(0x3c00) }],
        ['steps', { dtype: 'I64', shape: [1], data: BigInt64Array.of(981n) }],
      ],
      { format: 'pt', note: 'ü' },
    )
    const { tensors, metadata } = await readSafetensorsHeader(file)
    expect(metadata).toEqual({ format: 'pt', note: 'ü' })
    const read = async (name: string) => [...(await readTensor(tensors.get(name)!))]
    expect(await read('filtered')).toEqual([1, 0, 1])
    expect(await read('similarity')).toEqual([1.25, -3])
    expect(await read('max_idx')).toEqual([-7])
    expect(await read('half')).toEqual([1])
    expect(await read('steps')).toEqual([981])
    expect(Math.min(...Array.from(tensors.values(), ({ offset }) => offset)) % 64).toBe(0)
    expect(tensors.get('similarity')!.offset % 4).toBe(0)
    expect(tensors.get('steps')!.offset % 8).toBe(0)
  })

  test('a tensor whose data does not fit its shape leaves no file', async () => {
    const folder = temporaryFolder()
    const bad = writeSafetensors(path.join(folder, 'x.safetensors'), [
      ['a', { dtype: 'F32', shape: [3], data: new Float32Array(2) }],
    ])
    await expect(bad).rejects.toThrow('tensor a: expected 12 bytes, received 8')
    expect(readdirSync(folder)).toEqual([])
  })

  test('says in one sentence why a file cannot be written and keeps the old one', async () => {
    const folder = temporaryFolder()
    const write = (file: string) =>
      writeSafetensors(file, [['a', { dtype: 'U8', shape: [1], data: new Uint8Array(1) }]])
    const missing = path.join(folder, 'missing', 'x.safetensors')
    await expect(write(missing)).rejects.toThrow(WriteError)
    await expect(write(missing)).rejects.toThrow('its folder does not exist')
    mkdirSync(path.join(folder, 'taken'))
    await expect(write(path.join(folder, 'taken'))).rejects.toThrow('a folder has that name')
    expect(readdirSync(folder)).toEqual(['taken'])
  })

  test('a full disk is a WriteError with the bytes needed and leaves the old file as it was', () => {
    const folder = temporaryFolder()
    const file = writeIn(folder, 'x.safetensors', 'old')
    const script = `
      import { writeSafetensors } from ${JSON.stringify(new URL('../../../src/main/diffusion/safetensors.ts', import.meta.url).href)}
      const data = new Float32Array(1e6)
      await writeSafetensors(${JSON.stringify(file)}, [['a', { dtype: 'F32', shape: [1e6], data }]]).catch((error) => console.log(error.name, error.message))`
    const limited = `ulimit -f 100; trap '' XFSZ; exec "$0" --input-type=module -e "$1"`
    const { stdout, stderr } = spawnSync('bash', ['-c', limited, process.execPath, script], { encoding: 'utf8' })
    expect(stdout, stderr).toContain('WriteError')
    expect(stdout).toContain('(4000128 bytes are needed): the file would be larger than is allowed here')
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['x.safetensors'])
  })
})
