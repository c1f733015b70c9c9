import { expect, it } from 'vitest'
import {
  besideWorkspace,
  folderIn,
  folderName,
  lastPace,
  progressOf,
  reportInWords,
  resultInWords,
  stateOf,
  taskOf,
} from '../../../../src/renderer/features/export/work/export-words.ts'
import {
  exportOptionsSchema,
  type ExportEntry,
  type ExportResult,
  type VerifyReport,
} from '../../../../src/shared/exports.ts'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')
const result: ExportResult = {
  ...{ out: '/sets/a', pairs: 18, leftOut: 2, bytes: 4e6, seconds: 2, written: 90, kept: 0, removed: 0, warnings: [] },
}
const report: VerifyReport = {
  ...{ ok: true, folder: '/sets/a', files: 97, pairs: 18, manifest: true, errors: [], errorCount: 0 },
}
const entry: ExportEntry = {
  ...{ export: 'a', out: '/sets/a', state: 'done', startedUtc: '2026-01-01T00:00:00Z', endedUtc: null },
  ...{ options: exportOptionsSchema.parse({ runs: [1] }), phase: 'write', done: 3, total: 18, rate: 2 },
  ...{ link: false, secondsLeft: 7, result, verified: report, error: null },
}

it('an update tells what came, stayed and went', () => {
  expect(plain(resultInWords(result))).toBe('18 pairs, 4 MB in 2 s')
  expect(plain(resultInWords({ ...result, written: 5, kept: 85, removed: 10 }))).toBe(
    '18 pairs, 4 MB in 2 s: 5 files written, 85 kept, 10 removed',
  )
})

it('a report tells by what was checked', () => {
  expect(plain(reportInWords(report))).toBe('97 files of 18 pairs checked against the manifest: nothing wrong')
  expect(plain(reportInWords({ ...report, manifest: false, errorCount: 1 }))).toContain('no manifest: 1 error')
})

it('an export that ended says how', () => {
  expect(stateOf(entry)).toMatchObject({ kind: 'good', words: expect.stringContaining('verified') as string })
  expect(stateOf({ ...entry, verified: { ...report, ok: false, errorCount: 1 } }).kind).toBe('bad')
  expect(stateOf({ ...entry, state: 'cancelled' })).toMatchObject({ kind: 'warning' })
  const error = { code: 'write-failed', message: 'The disk is full.' } as const
  expect(stateOf({ ...entry, state: 'failed', error })).toEqual({ kind: 'bad', words: 'The disk is full.' })
})

it('progress has no time left while the files beside are written, and no total before there is one', () => {
  expect(progressOf(entry)).toMatchObject({ name: 'Writing pairs', total: 18, secondsLeft: 7 })
  expect(progressOf({ ...entry, phase: 'finish' }).secondsLeft).toBeUndefined()
  expect(progressOf({ ...entry, phase: 'plan', total: 0 }).total).toBeUndefined()
})

it('the pace is that of the last export that wrote everything', () => {
  expect(lastPace([])).toBeNull()
  expect(lastPace([{ ...entry, result: { ...result, kept: 5 } }])).toBeNull()
  expect(lastPace([{ ...entry, result: null }, entry])).toBe(2e6)
})

it('a folder is named after the run, beside the workspace', () => {
  expect(folderName('Adverse v2, night!')).toBe('adverse-v2-night')
  expect(folderName('雨')).toBe('dataset')
  expect(folderIn('/data/sets/', 'A')).toBe('/data/sets/a')
  expect(folderIn('D:\\sets', 'A')).toBe('D:\\sets\\a')
  expect(besideWorkspace('/data/weatherglass', 'Adverse')).toBe('/data/adverse')
  expect(besideWorkspace('/weatherglass', 'Adverse')).toBe('/adverse')
})

it('beside other tasks an export is told by its folder', () => {
  expect(taskOf({ ...entry, state: 'running' })).toMatchObject({
    name: 'Exporting a',
    done: 3,
    total: 18,
    unit: 'pairs',
  })
  expect(taskOf({ ...entry, state: 'running', phase: 'verify', out: 'D:\\sets\\b' })).toMatchObject({
    name: 'Verifying b',
    unit: 'files',
  })
})
