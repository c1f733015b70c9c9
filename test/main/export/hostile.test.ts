import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { MANIFEST } from '../../../src/main/export/manifest.ts'
import { planPairs } from '../../../src/main/export/plan/plan-pairs.ts'
import type { ExportContent, ExportRow } from '../../../src/main/export/rows.ts'
import { verifyDataset } from '../../../src/main/export/verify/verify.ts'
import { lookAtTarget } from '../../../src/main/export/write/look-at-target.ts'
import { writeExport } from '../../../src/main/export/write/write-export.ts'
import { exportOptionsSchema } from '../../../src/shared/exports.ts'
import { WeatherglassError } from '../../../src/shared/errors.ts'
import { drawSource, optionsOf, temporaryFolder, transfersOf, type DrawnSource } from './drawn-rows.ts'

let source: DrawnSource
let rows: ExportRow[]
let sound: string

beforeAll(async () => {
  source = await drawSource(2)
  rows = await transfersOf(source)
  sound = path.join(temporaryFolder(), 'set')
  await exportTo(sound)
})

function exportTo(out: string, changed: readonly ExportRow[] = rows, update = false) {
  const options = optionsOf({ split: { validation: 0 } })
  const readOnly = [{ name: 'the source GTA5', root: source.root }]
  return writeExport({ plan: planPairs(changed, [], options), options, out, update, link: false, readOnly })
}

/** One sentence for a person: no line break, no stack, an end. */
function expectSentence(text: string): void {
  expect(text).not.toMatch(/\n|\bat .*\.ts:|undefined|\[object/)
  expect(text).toMatch(/[.]$|\.\.\.$/)
}

const image = 'leftImg8bit/train/gtafog/gtafog_000100_000040_leftImg8bit.png'
const label = (kind: string): string => `gtFine/train/gtafog/gtafog_000100_000040_gtFine_${kind}.png`

const grey = (width: number, height: number, value: number): Promise<Buffer> =>
  sharp(new Uint8Array(width * height).fill(value), { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()

/** What was done to a sound dataset, and what the check says of it. */
const damages: readonly [string, (set: string) => unknown, RegExp][] = [
  [
    'a manifest that points outside',
    (set) => editManifest(set, /"path":"README.md"/, '"path":"../../etc/passwd"'),
    /leads out of the dataset/,
  ],
  [
    'a manifest with an absolute path',
    (set) => editManifest(set, /"path":"README.md"/, '"path":"/etc/passwd"'),
    /leads out of the dataset/,
  ],
  [
    'a manifest with backslashes',
    (set) => editManifest(set, /"path":"README.md"/, String.raw`"path":"..\\\\x"`),
    /leads out of the dataset/,
  ],
  [
    'a manifest with one file twice',
    (set) =>
      appendFileSync(
        path.join(set, MANIFEST),
        readFileSync(path.join(set, MANIFEST), 'utf8').split('\n').at(-2)! + '\n',
      ),
    /is listed twice/,
  ],
  [
    'a manifest with the line of a second export',
    (set) => editManifest(set, /\n/, `\n${readFileSync(path.join(set, MANIFEST), 'utf8').split('\n')[0]}\n`),
    /the line of an export stands there again/,
  ],
  [
    'a manifest whose pair names files of another one',
    (set) => editManifest(set, /"pair":"gtafog_000100_000040"/, '"pair":"gtafog_000100_000099"'),
    /is no file of the pair gtafog_000100_000099/,
  ],
  ['a manifest that is cut off', (set) => truncateSync(path.join(set, MANIFEST), 900), /no line of a manifest/],
  [
    'a link in the place of a picture',
    (set) => {
      rmSync(path.join(set, image))
      symlinkSync(path.join(source.results, '1.png'), path.join(set, image))
    },
    /is a link, expected a file/,
  ],
  [
    'a link to a folder',
    (set) => symlinkSync('/etc', path.join(set, 'leftImg8bit/train/gtasnow')),
    /is a link, expected a file/,
  ],
  [
    'a loop of links',
    (set) => symlinkSync('.', path.join(set, 'leftImg8bit/train/loop')),
    /^leftImg8bit\/train\/loop is a link, expected a file\.$/,
  ],
  [
    'a pipe in the place of a picture',
    (set) => {
      rmSync(path.join(set, image))
      execFileSync('mkfifo', [path.join(set, image)])
    },
    /is a special file, expected a file/,
  ],
  ['a picture of no bytes', (set) => truncateSync(path.join(set, image), 0), /has 0 bytes, expected/],
  [
    'a label of 16 bits',
    async (set) =>
      writeFileSync(
        path.join(set, label('labelIds')),
        await sharp(new Uint16Array(48 * 24).fill(7), { raw: { width: 48, height: 24, channels: 1 } })
          .toColourspace('grey16')
          .png()
          .toBuffer(),
      ),
    /has 16-bit samples, expected an 8-bit label map/,
  ],
  [
    'a picture that was changed',
    (set) => appendFileSync(path.join(set, image), 'x'),
    /bytes, expected \d+ by manifest/,
  ],
  ['a picture that went', (set) => rmSync(path.join(set, image)), /has no picture|can't be read/],
  ['a label that went', (set) => rmSync(path.join(set, label('labelIds'))), /no labelIds|can't be read/],
  ['a file that nobody listed', (set) => writeFileSync(path.join(set, 'notes.txt'), ''), /was added after the export/],
  [
    'a file among the pictures of a city',
    (set) => writeFileSync(path.join(set, 'leftImg8bit/train/gtafog/Thumbs.db'), ''),
    /of 2 parts/,
  ],
  [
    'a file among the cities',
    (set) => writeFileSync(path.join(set, 'leftImg8bit/train/metadata.jsonl'), ''),
    /lies among the cities/,
  ],
  [
    'a folder in a city',
    (set) => {
      mkdirSync(path.join(set, 'gtFine/train/gtafog/x'))
      cpSync(
        path.join(set, label('color')),
        path.join(set, 'gtFine/train/gtafog/x/gtafog_000100_000040_gtFine_color.png'),
      )
    },
    /deeper than the folder/,
  ],
  [
    'a name with another city',
    (set) => renameSync(path.join(set, image), path.join(set, image.replace('gtafog_', 'gtarain_'))),
    /lies in the folder of the city/,
  ],
  [
    'a name with one part too many',
    (set) => renameSync(path.join(set, image), path.join(set, image.replace('gtafog_', 'gta_fog_x_'))),
    /parts between underscores/,
  ],
  [
    'a name without a number',
    (set) => renameSync(path.join(set, image), path.join(set, image.replace('000040', 'forty'))),
    /no numbers for sequence and frame/,
  ],
  [
    'one name in train and val',
    (set) => {
      mkdirSync(path.join(set, 'leftImg8bit/val/gtafog'), { recursive: true })
      cpSync(path.join(set, image), path.join(set, image.replace('train', 'val')))
    },
    /have one city, sequence and frame/,
  ],
  [
    'a frame that begins as another',
    (set) => cpSync(path.join(set, image), path.join(set, image.replace('000040', '0000401'))),
    /is found by the pattern/,
  ],
  [
    'a label of another size',
    async (set) => writeFileSync(path.join(set, label('labelIds')), await grey(10, 10, 7)),
    /10x10 pixels, expected the/,
  ],
  [
    'a label with an unknown id',
    async (set) => writeFileSync(path.join(set, label('labelIds')), await grey(48, 24, 77)),
    /holds 77, expected label ids/,
  ],
  [
    'train ids that do not follow from the ids',
    async (set) => writeFileSync(path.join(set, label('labelTrainIds')), await grey(48, 24, 18)),
    /holds train id 18 where the label id/,
  ],
  [
    'a label with colours',
    (set) => cpSync(path.join(set, label('color')), path.join(set, label('labelIds'))),
    /has 3 channels, expected one/,
  ],
  ['a label that is no PNG', (set) => writeFileSync(path.join(set, label('labelIds')), 'nothing'), /not a PNG|PNG/],
  [
    'instances of another class',
    async (set) => writeFileSync(path.join(set, label('instanceIds')), await grey(48, 24, 1)),
    /expected an instance of it/,
  ],
]

function editManifest(set: string, what: RegExp, by: string): void {
  const file = path.join(set, MANIFEST)
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(what, () => by),
  )
}

describe('a dataset that was tampered with is told in sentences', () => {
  it.each(damages)('%s', async (_, damage, sentence) => {
    const set = path.join(temporaryFolder(), 'set')
    cpSync(sound, set, { recursive: true })
    await damage(set)
    const report = await verifyDataset(set)
    expect(report.ok).toBe(false)
    expect(report.errors.some((error) => sentence.test(error))).toBe(true)
    for (const error of report.errors) expectSentence(error)
  })

  it('is found damaged without its manifest too', async () => {
    const set = path.join(temporaryFolder(), 'set')
    cpSync(sound, set, { recursive: true })
    rmSync(path.join(set, MANIFEST))
    expect(await verifyDataset(set)).toMatchObject({ ok: true, manifest: false, pairs: 4 })
    truncateSync(path.join(set, image), 200)
    const { ok, errors } = await verifyDataset(set)
    expect(ok).toBe(false)
    expect(errors.join(' ')).toContain('is damaged or truncated')
  })
})

const withContent = (change: Partial<ExportContent>): ExportRow[] =>
  rows.slice(0, 1).map((row) => ({ ...row, content: { ...row.content!, ...change } }))
const withResult = (change: Partial<NonNullable<ExportRow['result']>>): ExportRow[] =>
  rows.slice(0, 1).map((row) => ({ ...row, result: { ...row.result!, ...change } }))

describe('rows that lead elsewhere are never followed', () => {
  it.each<[string, () => ExportRow[]]>([
    ['a label above its source', () => withContent({ label: { path: '../../../etc/passwd', encoding: 'labelIds' } })],
    ['a label by an absolute path', () => withContent({ label: { path: '/etc/passwd', encoding: 'labelIds' } })],
    ['a label by backslashes', () => withContent({ label: { path: String.raw`..\..\x`, encoding: 'labelIds' } })],
    [
      'a label through a link',
      () => {
        symlinkSync('/etc', path.join(source.root, 'link'))
        return withContent({ label: { path: 'link/passwd', encoding: 'labelIds' } })
      },
    ],
    ['a result outside of the workspace', () => withResult({ path: '../result.png' })],
    [
      'a result that is no picture',
      () => {
        writeFileSync(path.join(source.results, 'x.png'), 'x')
        return withResult({ path: 'x.png' })
      },
    ],
    ['a label that is no label map', () => withContent({ label: { path: 'images/00040.png', encoding: 'labelIds' } })],
  ])('%s', async (_, changed) => {
    const refused = exportTo(
      path.join(temporaryFolder(), 'set'),
      changed().map((row) => ({ ...row, labelSha256: null })),
    )
    await expect(refused).rejects.toThrow(WeatherglassError)
    await expect(refused).rejects.toThrow('There is nothing to export (left out: 1')
  })

  it('separators and odd words of a content never come into a name', async () => {
    const out = path.join(temporaryFolder(), 'set')
    const frames = ['../../x', 'a_b.c', 'CON', '000040']
    const strange = frames.map((frame, index) => ({
      ...rows[0]!,
      transfer: 100 + index,
      content: { ...rows[0]!.content!, id: 7 + index, numbered: false, frame },
    }))
    expect((await exportTo(out, strange)).pairs).toBe(4)
    expect(await verifyDataset(out)).toMatchObject({ ok: true })
  })

  it('two contents with one name: one is kept, and the other is named', () => {
    const twin = { ...rows[0]!, transfer: 99, content: { ...rows[0]!.content!, id: 99, source: 'GTA5 copy' } }
    const { leftOut, pairs } = planPairs([rows[0]!, twin], [], optionsOf())
    expect(pairs).toHaveLength(1)
    expect(leftOut).toMatchObject([{ reason: 'name-used-twice' }])
    expectSentence(leftOut[0]!.sentence)
  })
})

describe('folders and words that no file system takes', () => {
  it.each(['CON', 'nul.txt', 'com1', 'set.', 'set ', 'a:b', 'a?b', 'x'.repeat(201), 'a\nb'])('%j', async (name) => {
    const refused = exportTo(`${temporaryFolder()}/${name}`)
    await expect(refused).rejects.toThrow(WeatherglassError)
    await refused.catch((error: Error) => expectSentence(error.message))
  })

  it.each(['gta_fog', 'a/b', '../x', 'GTA', 'a.b', ''])('the city prefix %j', (cityPrefix) => {
    expect(exportOptionsSchema.safeParse({ runs: [1], cityPrefix }).success).toBe(false)
  })

  it.each<[string, (folder: string) => string, string]>([
    [
      'a file in the way',
      (folder) => (writeFileSync(path.join(folder, 'f'), ''), 'f/set'),
      'is a file; choose a place',
    ],
    [
      'a file far above',
      (folder) => (writeFileSync(path.join(folder, 'f'), ''), 'f/a/b/set'),
      'is a file; choose a place',
    ],
    ['a loop of links', (folder) => (symlinkSync('l', path.join(folder, 'l')), 'l/set'), 'is a loop of links'],
    ['a dead link', (folder) => (symlinkSync('/nowhere', path.join(folder, 'l')), 'l/set'), 'leads nowhere'],
    ['a name that is too long', () => `${'y'.repeat(300)}/set`, 'the path is longer than its disk allows'],
    [
      'a file where the export would be built',
      (folder) => (writeFileSync(path.join(folder, '.set.weatherglass-export'), ''), 'set'),
      'is a file; choose a place',
    ],
  ])('%s', async (_, place, sentence) => {
    const folder = temporaryFolder()
    const refused = exportTo(path.join(folder, place(folder)))
    await expect(refused).rejects.toThrow(WeatherglassError)
    await expect(refused).rejects.toThrow(sentence)
    await refused.catch((error: Error) => expectSentence(error.message))
  })

  it('a place in the kernel’s own file system, where Node would try for ever', async () => {
    if (process.platform !== 'linux') return
    await expect(exportTo('/proc/set')).rejects.toThrow("/proc/set can't be written")
  })

  it('no name at all', async () => {
    await expect(exportTo('')).rejects.toThrow('Expected a folder for the export, but its name is empty.')
  })

  it('what lies in the way is told before anything is asked of it', async () => {
    const folder = temporaryFolder()
    writeFileSync(path.join(folder, 'file'), '')
    await expect(lookAtTarget(path.join(folder, 'file/set'))).rejects.toThrow(`${path.join(folder, 'file')} is a file`)
    expect(await lookAtTarget(path.join(folder, 'a/b/set'))).toMatchObject({ content: 'nothing', unfinished: false })
  })

  it('a workspace that is known by a link is never written into', async () => {
    const folder = temporaryFolder()
    mkdirSync(path.join(folder, 'workspace'))
    symlinkSync('workspace', path.join(folder, 'link'))
    const options = optionsOf()
    const request = { plan: planPairs(rows, [], options), options, update: false, link: false }
    const readOnly = [{ name: 'the workspace', root: path.join(folder, 'link') }]
    await expect(writeExport({ ...request, out: path.join(folder, 'workspace/set'), readOnly })).rejects.toThrow(
      'lies in the workspace',
    )
  })

  it('a link that was put into a half-built dataset leads no file elsewhere', async () => {
    const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()]
    mkdirSync(path.join(folder, '.set.weatherglass-export/dataset'), { recursive: true })
    symlinkSync(elsewhere, path.join(folder, '.set.weatherglass-export/dataset/gtFine'))
    mkdirSync(path.join(elsewhere, 'theirs'))
    await exportTo(path.join(folder, 'set'))
    expect(readdirSync(elsewhere)).toEqual(['theirs'])
    expect(await verifyDataset(path.join(folder, 'set'))).toMatchObject({ ok: true })
  })

  it.each([
    ['journal.jsonl', 'null\n[1]\n{"pair":"x","files":{"../../x":{"sha256":"","bytes":1}}}\n{"pair'],
    ['finished.json', '{"key"'],
  ])('a %s of rubbish beside the target counts as none', async (name, text) => {
    const folder = temporaryFolder()
    mkdirSync(path.join(folder, '.set.weatherglass-export'))
    writeFileSync(path.join(folder, '.set.weatherglass-export', name), text)
    expect(await exportTo(path.join(folder, 'set'))).toMatchObject({ pairs: 4, kept: 0 })
    expect(readdirSync(folder)).toEqual(['set'])
  })

  it('a journal that cannot be written ends the export', async () => {
    const folder = temporaryFolder()
    mkdirSync(path.join(folder, '.set.weatherglass-export/journal.jsonl'), { recursive: true })
    await expect(exportTo(path.join(folder, 'set'))).rejects.toThrow("can't be written")
    expect(existsSync(path.join(folder, 'set'))).toBe(false)
  })

  it('a link where the export would be built', async () => {
    const folder = temporaryFolder()
    symlinkSync(source.root, path.join(folder, '.set.weatherglass-export'))
    await expect(exportTo(path.join(folder, 'set'))).rejects.toThrow(WeatherglassError)
  })
})
