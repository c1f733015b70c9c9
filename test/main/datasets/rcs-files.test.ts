import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LabelError, UsageError, WriteError } from '../../../src/shared/errors.ts'
import {
  ignoredSentence,
  readRcsStatistics,
  writeRcsFiles,
  type RcsSample,
} from '../../../src/main/datasets/rcs-files.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'weatherglass-rcs-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const STATS = 'sample_class_stats.json'
const SAMPLES = 'samples_with_class.json'

const put = (name: string, content: unknown): void =>
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))

const sample = (file: string, counts: Record<number, number>): RcsSample => ({
  file,
  classPixels: Uint32Array.from({ length: 19 }, (_, trainId) => counts[trainId] ?? 0),
})

/** As DAFormer's converter for GTA5 writes it: indented, with the path that was given on its command line. */
const daformer = `[
  {
    "0": 812345,
    "10": 300100,
    "13": 4021,
    "file": "data/gta/labels/00001_labelTrainIds.png"
  },
  {
    "0": 700000,
    "16": 3001,
    "file": "data/gta/labels/00002_labelTrainIds.png"
  }
]`

describe('reading class statistics', () => {
  it('reads a file as DAFormer writes it', async () => {
    put(STATS, daformer)
    expect(await readRcsStatistics(folder)).toEqual({
      path: path.join(folder, STATS),
      samples: [
        sample('00001_labelTrainIds.png', { 0: 812345, 10: 300100, 13: 4021 }),
        sample('00002_labelTrainIds.png', { 0: 700000, 16: 3001 }),
      ],
      ignored: { malformed: 0, ambiguous: 0, unknownClasses: 0 },
    })
  })

  it('reads the lists by class where there is nothing else, to the same result', async () => {
    put(SAMPLES, {
      0: [
        ['data/gta/labels/00001_labelTrainIds.png', 812345],
        ['data/gta/labels/00002_labelTrainIds.png', 700000],
      ],
      16: [['data/gta/labels/00002_labelTrainIds.png', 3001]],
    })
    expect((await readRcsStatistics(folder))!.samples).toEqual([
      sample('00001_labelTrainIds.png', { 0: 812345 }),
      sample('00002_labelTrainIds.png', { 0: 700000, 16: 3001 }),
    ])
  })

  it('prefers the statistics by label', async () => {
    put(STATS, daformer)
    put(SAMPLES, { 0: [['x.png', 1]] })
    expect((await readRcsStatistics(folder))!.path).toBe(path.join(folder, STATS))
  })

  it('gives null where there is no such file', async () => {
    expect(await readRcsStatistics(folder)).toBeNull()
  })

  it('takes the name alone of absolute paths, of other machines and of paths out of the source', async () => {
    const files = ['/etc/a.png', '../../../b.png', 'D:\\gta\\labels\\c.png', 'labels\\x/d.png', 'e.png']
    put(
      STATS,
      files.map((file) => ({ 0: 1, file })),
    )
    expect((await readRcsStatistics(folder))!.samples.map(({ file }) => file)).toEqual([
      'a.png',
      'b.png',
      'c.png',
      'd.png',
      'e.png',
    ])
  })

  it('counts and ignores what it does not understand', async () => {
    put(
      STATS,
      `[ null, 7, "x", [], {}, {"file": 5, "0": 1}, {"file": "", "0": 1}, {"file": "labels/", "0": 1},
         {"file": "a.png", "0": -1}, {"file": "a.png", "0": 1.5}, {"file": "a.png", "0": "12"}, {"file": "a.png", "0": 1e300},
         {"file": "a.png", "0": null}, {"file": "ok.png", "0": 5, "19": 1, "255": 1, "-1": 1, "00": 1, "road": 1, "__proto__": 1} ]`,
    )
    const statistics = (await readRcsStatistics(folder))!
    expect(statistics.samples).toEqual([sample('ok.png', { 0: 5 })])
    expect(statistics.ignored).toEqual({ malformed: 13, ambiguous: 0, unknownClasses: 6 })
    expect(ignoredSentence(statistics)).toBe(
      `${path.join(folder, STATS)}: entries were ignored: 13 without a name or with a count that is no number of pixels, ` +
        '6 for a class that is no train id from 0 to 18.',
    )
  })

  it('does the same in lists by class', async () => {
    put(SAMPLES, {
      0: [null, ['a.png'], ['a.png', -1], [3, 4], 'a.png', ['ok.png', 5, 'more']],
      1: 'none',
      20: [['b.png', 1]],
    })
    const statistics = (await readRcsStatistics(folder))!
    expect(statistics.samples).toEqual([sample('ok.png', { 0: 5 })])
    expect(statistics.ignored).toEqual({ malformed: 6, ambiguous: 0, unknownClasses: 1 })
  })

  it('leaves out names that come again with other counts, and takes equal ones once', async () => {
    put(STATS, [
      { file: 'train/a.png', 0: 1 },
      { file: 'val/a.png', 0: 2 },
      { file: 'b.png', 0: 1 },
      { file: 'b.png', 0: 1, 1: 0 },
      { file: 'c.png', 0: 1 },
      { file: 'c.png', 0: 1, 1: 1 },
    ])
    const statistics = (await readRcsStatistics(folder))!
    expect(statistics.samples).toEqual([sample('b.png', { 0: 1 })])
    expect(statistics.ignored.ambiguous).toBe(2)
    expect(ignoredSentence(statistics)).toContain('2 with a name that occurs again')
    put(STATS, daformer)
    expect(ignoredSentence((await readRcsStatistics(folder))!)).toBeNull()
  })

  it('leaves out labels without a known class', async () => {
    put(STATS, [{ file: 'a.png' }, { file: 'b.png', 0: 0 }])
    expect((await readRcsStatistics(folder))!.samples).toEqual([])
  })

  it.each([
    ['cut off', '[{"0": 1, "fi'],
    ['empty', ''],
    ['another type', '{"0": 1}'],
    ['a number', '5'],
    ['null', 'null'],
    ['nested without end', '['.repeat(100_000)],
    ['binary', '\0\0\u0001'],
  ])('refuses a file that is %s with one sentence', async (_, content) => {
    put(STATS, content)
    const error = await readRcsStatistics(folder).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(LabelError)
    expect((error as LabelError).message).toContain(path.join(folder, STATS))
    expect((error as LabelError).message).not.toContain('\n')
  })

  it('refuses a list by class that is none', async () => {
    put(SAMPLES, '[]')
    await expect(readRcsStatistics(folder)).rejects.toThrow(/holds no object/)
  })

  it('refuses a file that is too large, a folder, and a link that leaves the source', async () => {
    put(STATS, '[]')
    truncateSync(path.join(folder, STATS), 300 * 2 ** 20)
    await expect(readRcsStatistics(folder)).rejects.toThrow(/314572800 bytes, more than the 256 MiB/)
    rmSync(path.join(folder, STATS))
    mkdirSync(path.join(folder, STATS))
    await expect(readRcsStatistics(folder)).rejects.toThrow(LabelError)
    rmSync(path.join(folder, STATS), { recursive: true })
    const inner = path.join(folder, 'source')
    mkdirSync(inner)
    put('elsewhere.json', '[]')
    symlinkSync('../elsewhere.json', path.join(inner, STATS))
    await expect(readRcsStatistics(inner)).rejects.toThrow(/link to outside of its source/)
    rmSync(path.join(inner, STATS))
    symlinkSync(STATS, path.join(inner, STATS))
    await expect(readRcsStatistics(inner)).rejects.toThrow(/ELOOP/)
  })

  it('reads through a link within the source', async () => {
    put('real.json', daformer)
    symlinkSync('real.json', path.join(folder, STATS))
    expect((await readRcsStatistics(folder))!.samples).toHaveLength(2)
  })
})

describe('writing class statistics', () => {
  const samples = [
    sample('gtFine/train/gtafog/gtafog_000001_000002_gtFine_labelTrainIds.png', { 0: 9000, 13: 4021 }),
    sample('gtFine/train/gtafog/gtafog_000001_000001_gtFine_labelTrainIds.png', { 0: 8000, 18: 3001 }),
  ]

  it('gives what was read, in both files', async () => {
    const written = await writeRcsFiles(folder, samples)
    expect(written).toEqual({
      files: [path.join(folder, STATS), path.join(folder, SAMPLES)],
      samples: 2,
      warning: null,
    })
    const bare = samples.toReversed().map(({ file, classPixels }) => ({ file: path.basename(file), classPixels }))
    expect((await readRcsStatistics(folder))!.samples).toEqual(bare)
    rmSync(path.join(folder, STATS))
    expect((await readRcsStatistics(folder))!.samples).toEqual(bare)
  })

  it('writes the format of DAFormer: known classes that are present, paths with forward slashes, sorted', async () => {
    await writeRcsFiles(folder, samples)
    const name = (frame: number) => `gtFine/train/gtafog/gtafog_000001_00000${frame}_gtFine_labelTrainIds.png`
    expect(JSON.parse(readFileSync(path.join(folder, STATS), 'utf8'))).toEqual([
      { 0: 8000, 18: 3001, file: name(1) },
      { 0: 9000, 13: 4021, file: name(2) },
    ])
    expect(JSON.parse(readFileSync(path.join(folder, SAMPLES), 'utf8'))).toEqual({
      0: [
        [name(1), 8000],
        [name(2), 9000],
      ],
      13: [[name(2), 4021]],
      18: [[name(1), 3001]],
    })
  })

  it('gives the same bytes for the same samples in another order, and leaves nothing else behind', async () => {
    await writeRcsFiles(folder, samples)
    const before = readFileSync(path.join(folder, STATS), 'utf8')
    await writeRcsFiles(folder, samples.toReversed())
    expect(readFileSync(path.join(folder, STATS), 'utf8')).toBe(before)
    expect(readdirSync(folder).toSorted()).toEqual([STATS, SAMPLES])
  })

  it('writes files for no samples', async () => {
    await writeRcsFiles(folder, [])
    expect(await readRcsStatistics(folder)).toMatchObject({ samples: [] })
  })

  it('warns where a class has no label with more pixels than the minimum', async () => {
    const short = [sample('a.png', { 0: 9000, 16: 1204 }), sample('b.png', { 0: 9000, 16: 20, 17: 3000 })]
    expect((await writeRcsFiles(folder, short)).warning).toBe(
      'DAFormer needs a label with more than 3000 pixels for every class that is present, but none has that many of ' +
        'train (at most 1204), motorcycle (at most 3000); use min_pixels of 1203, or add images that show more.',
    )
    expect((await writeRcsFiles(folder, short, 860)).warning).toBeNull()
  })

  it('refuses two labels of one name, and names with a backslash', async () => {
    await expect(writeRcsFiles(folder, [sample('a/x.png', { 0: 1 }), sample('b/x.png', { 0: 1 })])).rejects.toThrow(
      /a\/x\.png and b\/x\.png have one name/,
    )
    await expect(writeRcsFiles(folder, [sample('a\\x.png', { 0: 1 })])).rejects.toThrow(UsageError)
    expect(readdirSync(folder)).toEqual([])
  })

  it('says why it could not write', async () => {
    await expect(writeRcsFiles(path.join(folder, 'absent'), samples)).rejects.toThrow(WriteError)
  })
})
