import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTokenizer, loadTokenizer } from '../../../src/main/diffusion/tokenizer.ts'
import { FileMissingError, UnsupportedModelError, WeightsError } from '../../../src/shared/errors.ts'
import { oraclePath } from '../../oracle.ts'

const goldens = JSON.parse(readFileSync(oraclePath('blocks', 'tokenizer_goldens.json'), 'utf8')) as {
  prompts: string[]
  tiny_vocab_1000_ids_77: number[][]
  full_clip_vocab_ids_without_padding: number[][]
  full_clip_pad_id: number
}
const tinyFolder = oraclePath('tiny-sd', 'tokenizer')
const numbers = (ids: BigInt64Array): number[] => [...ids].map(Number)

describe('golden prompts', () => {
  it.each(goldens.prompts.map((prompt, index) => [prompt.slice(0, 40), index]))(
    'with the vocabulary of a model folder: "%s"',
    async (_, index) => {
      const tokenizer = await loadTokenizer(tinyFolder)
      expect(tokenizer.vocabularySize).toBe(1000)
      expect(numbers(tokenizer.encode(goldens.prompts[index]!).ids)).toEqual(goldens.tiny_vocab_1000_ids_77[index])
    },
  )

  it.each(goldens.prompts.map((prompt, index) => [prompt.slice(0, 40), index]))(
    'with the built-in vocabulary of CLIP: "%s"',
    async (_, index) => {
      const tokenizer = await loadTokenizer(null)
      expect(tokenizer.vocabularySize).toBe(49408)
      const unpadded = goldens.full_clip_vocab_ids_without_padding[index]!
      const padding = new Array<number>(77 - unpadded.length).fill(goldens.full_clip_pad_id)
      expect(numbers(tokenizer.encode(goldens.prompts[index]!).ids)).toEqual([...unpadded, ...padding])
    },
  )
})

describe('length', () => {
  it('says when a prompt is cut, and only then', async () => {
    const tokenizer = await loadTokenizer(null)
    expect(tokenizer.encode('car '.repeat(75)).truncated).toBe(false)
    const cut = tokenizer.encode('car '.repeat(76))
    expect(cut.truncated).toBe(true)
    expect(cut.ids).toHaveLength(77)
    expect(cut.ids[76]).toBe(49407n)
  })

  it('takes any text: white space, emoji, control characters, a very long prompt', async () => {
    const tokenizer = await loadTokenizer(null)
    expect(numbers(tokenizer.encode(' \t\n ').ids).slice(0, 2)).toEqual([49406, 49407])
    expect(tokenizer.encode('Fog\u0000 日本 🚗').ids.every((id) => id >= 0n && id < 49408n)).toBe(true)
    expect(tokenizer.encode('RAIN\n  Fog').ids).toEqual(tokenizer.encode('rain fog').ids)
    expect(tokenizer.encode('e\u0301').ids).toEqual(tokenizer.encode('é').ids)
    expect(tokenizer.encode('fog '.repeat(10_000)).truncated).toBe(true)
  })
})

describe('files', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'tokenizer-'))))
  afterEach(() => rmSync(folder, { recursive: true }))
  const copy = (...names: string[]) =>
    names.forEach((name) => copyFileSync(path.join(tinyFolder, name), path.join(folder, name)))
  const write = (name: string, content: unknown) => writeFileSync(path.join(folder, name), JSON.stringify(content))

  it('pads as Stable Diffusion 2.x does where the files name another token', async () => {
    copy('vocab.json', 'merges.txt')
    write('special_tokens_map.json', { pad_token: { content: '!', lstrip: false } })
    expect(numbers((await loadTokenizer(folder)).encode('').ids).slice(0, 3)).toEqual([998, 999, 0])
    expect(numbers((await loadTokenizer(null, '!')).encode('').ids).slice(0, 3)).toEqual([49406, 49407, 0])
  })

  it('reads tokenizer.json where the older files are absent, with pairs in either notation', async () => {
    const vocab = JSON.parse(readFileSync(path.join(tinyFolder, 'vocab.json'), 'utf8')) as Record<string, number>
    const lines = readFileSync(path.join(tinyFolder, 'merges.txt'), 'utf8').split('\n').slice(1).filter(Boolean)
    for (const merges of [lines, lines.map((line) => line.split(' '))]) {
      write('tokenizer.json', { model: { vocab, merges } })
      const ids = (await loadTokenizer(folder)).encode(goldens.prompts[2]!).ids
      expect(numbers(ids)).toEqual(goldens.tiny_vocab_1000_ids_77[2])
    }
  })

  it('a folder without a tokenizer is an error', async () => {
    await expect(loadTokenizer(folder)).rejects.toThrow(FileMissingError)
  })

  it('a damaged vocabulary is an error that names the file', async () => {
    copy('merges.txt')
    writeFileSync(path.join(folder, 'vocab.json'), '{"a": 1')
    await expect(loadTokenizer(folder)).rejects.toThrow(WeightsError)
    write('vocab.json', { a: 'one' })
    await expect(loadTokenizer(folder)).rejects.toThrow(/vocab\.json.*a: /)
  })

  it('a vocabulary without the special tokens or the padding token is refused', () => {
    expect(() => createTokenizer({ vocab: { a: 0 }, merges: [] })).toThrow(UnsupportedModelError)
    const vocab = { '<|startoftext|>': 0, '<|endoftext|>': 1 }
    expect(() => createTokenizer({ vocab, merges: [], padToken: '<pad>' })).toThrow(/<pad>/)
  })
})
