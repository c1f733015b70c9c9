import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Tokenizer } from '@huggingface/tokenizers'
import { z } from 'zod'
import { FileMissingError, UnsupportedModelError, WeightsError } from '../../shared/errors.ts'
import { resourcePath } from './resource-path.ts'

/** The number of tokens CLIP's text encoder takes, start and end included. */
export const promptLength = 77

export interface EncodedPrompt {
  /** [77] token ids: start, prompt, end, padding. */
  readonly ids: BigInt64Array
  /** The prompt was longer than 75 tokens; what lies beyond has no effect. */
  readonly truncated: boolean
}

export interface ClipTokenizer {
  readonly vocabularySize: number
  encode(prompt: string): EncodedPrompt
}

/** CLIP's byte-pair encoding as the files of a model folder give it. */
export interface ClipVocabulary {
  /** Token -> id. */
  readonly vocab: Readonly<Record<string, number>>
  /** Pairs in the order of their rank, the two symbols separated by a space. */
  readonly merges: readonly string[]
  /** What fills a short prompt: `<|endoftext|>` (the default) in Stable Diffusion 1.x, `!` in 2.x. */
  readonly padToken?: string | undefined
}

/** What is used of the library; its own type declarations omit the file extensions that Node's module resolution asks for. */
const BytePairs = Tokenizer as unknown as new (
  tokenizer: object,
  config: object,
) => { encode(text: string, options: { add_special_tokens: boolean }): { ids: number[] } }

const startToken = '<|startoftext|>'
const endToken = '<|endoftext|>'

/**
 * CLIP's tokenizer as transformers' CLIPTokenizerFast configures it: NFC, one space for any run of white space, lower case, words
 * split by CLIP's pattern, byte-pair merges with `</w>` at the end of a word. Like it, it leaves out the repair of broken
 * encodings (ftfy) of OpenAI's original.
 *
 * @throws UnsupportedModelError where the start, end or padding token is not in the vocabulary
 */
export function createTokenizer({ vocab, merges, padToken = endToken }: ClipVocabulary, file?: string): ClipTokenizer {
  const idOf = (token: string): number => {
    const id = vocab[token]
    if (id === undefined) {
      throw new UnsupportedModelError(
        `The tokenizer's vocabulary has no token ${token}: use a model with the CLIP tokenizer of Stable Diffusion 1.x or 2.x.`,
        file,
      )
    }
    return id
  }
  const start = idOf(startToken)
  const end = idOf(endToken)
  const pad = BigInt(idOf(padToken))
  const bytePairs = new BytePairs(tokenizerJson(vocab, merges, start, end), {})

  return {
    vocabularySize: Object.keys(vocab).length,
    encode(prompt) {
      const content = bytePairs.encode(prompt, { add_special_tokens: false }).ids
      const kept = content.slice(0, promptLength - 2)
      const ids = new BigInt64Array(promptLength).fill(pad)
      ids.set([start, ...kept, end].map(BigInt))
      return { ids, truncated: content.length > kept.length }
    },
  }
}

/** The parts of CLIPTokenizerFast in the `tokenizer.json` layout. */
function tokenizerJson(vocab: ClipVocabulary['vocab'], merges: readonly string[], start: number, end: number) {
  const special = (content: string, id: number) => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })
  const words = String.raw`'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`
  return {
    version: '1.0',
    added_tokens: [special(startToken, start), special(endToken, end)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: String.raw`\s+` }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: words }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: endToken,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab,
      merges: [...merges],
    },
  }
}

/**
 * The tokenizer in the `tokenizer` folder of a model (`vocab.json` and `merges.txt`, or `tokenizer.json`), or CLIP's own where a
 * model brings none (`folder` null, as for single-file checkpoints); `padToken` is used where no file names one.
 *
 * @throws FileMissingError for a folder without a tokenizer
 * @throws WeightsError for a file that is not what its name says
 * @throws UnsupportedModelError for a vocabulary that isn't CLIP's kind
 */
export async function loadTokenizer(folder: string | null, padToken?: string): Promise<ClipTokenizer> {
  if (folder === null) return createTokenizer({ ...(await builtInVocabulary()), padToken })
  const vocabulary = await readVocabulary(folder)
  return createTokenizer({ ...vocabulary, padToken: (await readPadToken(folder)) ?? padToken }, folder)
}

const idsSchema = z.record(z.string(), z.int().nonnegative())
const pairSchema = z.union([z.string(), z.tuple([z.string(), z.string()]).transform((pair) => pair.join(' '))])
const tokenizerJsonSchema = z.object({ model: z.object({ vocab: idsSchema, merges: z.array(pairSchema) }) })
const tokenSchema = z.union([z.string(), z.object({ content: z.string() }).transform((token) => token.content)])
const padTokenSchema = z.object({ pad_token: tokenSchema.nullish() })

async function readVocabulary(folder: string): Promise<ClipVocabulary> {
  const [vocabFile, mergesFile, jsonFile] = ['vocab.json', 'merges.txt', 'tokenizer.json'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string]
  if (existsSync(vocabFile) && existsSync(mergesFile)) {
    return {
      vocab: await readJson(vocabFile, idsSchema),
      merges: parseMerges(await readFile(mergesFile, 'utf8')),
    }
  }
  if (existsSync(jsonFile)) return (await readJson(jsonFile, tokenizerJsonSchema)).model
  throw new FileMissingError(
    `The tokenizer folder ${folder} has neither vocab.json with merges.txt nor tokenizer.json: copy them from the model's original.`,
    folder,
  )
}

async function readPadToken(folder: string): Promise<string | undefined> {
  for (const name of ['special_tokens_map.json', 'tokenizer_config.json']) {
    const file = path.join(folder, name)
    const padToken = existsSync(file) ? (await readJson(file, padTokenSchema)).pad_token : undefined
    if (padToken) return padToken
  }
  return undefined
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new WeightsError(`${file} is not readable as JSON: copy it again from the model's original.`, file, { cause })
  }
  const result = schema.safeParse(content)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  throw new WeightsError(
    `${file} is not a tokenizer file (${issue.path.join('.')}: ${issue.message}): copy it again from the model's original.`,
    file,
  )
}

/** The pairs of a `merges.txt`, without its `#version` line; `# #` is no comment but a pair. */
function parseMerges(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version'))
}

/**
 * CLIP's whole vocabulary, built from its merges as OpenAI's `simple_tokenizer.py` does: byte symbols, byte symbols that end a word,
 * one token per merge, the two special tokens.
 */
async function builtInVocabulary(): Promise<ClipVocabulary> {
  const merges = parseMerges(
    (await promisify(gunzip)(await readFile(resourcePath('clip-vocabulary', 'merges.txt.gz')))).toString('utf8'),
  )
  const symbols = byteSymbols()
  const tokens = [
    ...symbols,
    ...symbols.map((symbol) => `${symbol}</w>`),
    ...merges.map((pair) => pair.replace(' ', '')),
    startToken,
    endToken,
  ]
  return { vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges }
}

/** Bytes 0 to 255 as printable characters, those that are printable in Latin-1 first (the order of CLIP's ids). */
function byteSymbols(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad)
  const bytes = Array.from({ length: 256 }, (_, byte) => byte)
  const others = bytes.filter((byte) => !printable(byte)).map((_, index) => 256 + index)
  return [...bytes.filter(printable), ...others].map((code) => String.fromCodePoint(code))
}
