import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { settingDescriptions, type SettingDescription } from '../../src/shared/settings-schema.ts'
import { builtInPresets, type BuiltInPreset } from '../../src/shared/presets.ts'
import { problemCodes } from '../../src/shared/problems.ts'
import { errorFromDescription, type ErrorCode } from '../../src/shared/errors.ts'
import { runCommand } from '../main/cli/run-command.ts'

/** The user's guide says what the code does: its settings, options and error codes are compared with it. */
let guide: string
beforeAll(async () => {
  guide = await readFile(new URL('../../docs/guide.md', import.meta.url), 'utf8')
})

const settingRow = ({ path, default: value, expects, unit, help }: SettingDescription): string[] => [
  `\`${path}\``,
  `\`${JSON.stringify(value)}\``,
  expects,
  unit ?? '',
  help,
]

const presetRow = ({ name, settings, help }: BuiltInPreset): string[] => [
  `\`${name}\``,
  `\`${JSON.stringify(settings)}\``,
  help,
]

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const settingHeader = ['setting', 'default', 'value', 'unit', 'meaning']
const presetHeader = ['preset', 'settings', 'for']

/** The table between `<!-- name -->` and `<!-- /name -->`. */
const tableOf = (name: string): string => new RegExp(`<!-- ${name} -->([^]*)<!-- /${name} -->`).exec(guide)?.[1] ?? ''

/** The rows of a markdown table, however its columns are padded, without the line of dashes. */
const rowsOf = (markdown: string): string[] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s-]+$/.test(line))
    .map((line) =>
      tableLine(
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      ),
    )

describe('the guide', () => {
  it('lists every setting as the code describes it', () => {
    const expected = [settingHeader, ...settingDescriptions.map(settingRow)].map(tableLine)
    expect(rowsOf(tableOf('settings')).join('\n')).toBe(expected.join('\n'))
  })

  it('lists every built-in preset with its settings, and names them all for --preset', () => {
    const expected = [presetHeader, ...builtInPresets.map(presetRow)].map(tableLine)
    expect(rowsOf(tableOf('presets')).join('\n')).toBe(expected.join('\n'))
    expect(guide).toContain(`[--preset ${builtInPresets.map(({ name }) => name).join('|')}]`)
  })

  const commands = [
    ...[
      'transfer',
      'model check',
      'doctor',
      'demo',
      'demo-data',
      'index',
      'problems',
      'suggest',
      'rcs',
      'review',
      'serve',
      'export',
      'verify',
    ],
    ...['sources list', 'sources rename', 'sources relocate', 'sources remove'],
    ...['workspace check', 'workspace backup', 'workspace restore'],
  ]
  it.each(commands)('lists every option of %s', async (command) => {
    const { stdout } = await runCommand([...command.split(' '), '--help'])
    const options = new Set(stdout.match(/--[a-z][a-z-]*/g))
    options.delete('--help')
    expect(options.size).toBeGreaterThan(0)
    // what is listed without a word is the default
    const written = command.replace(' list', '')
    const synopsis = new RegExp(`^weatherglass ${written} [^]*?^(?=weatherglass|\`\`\`)`, 'm').exec(guide)?.[0] ?? ''
    expect(new Set(synopsis.match(/--[a-z][a-z-]*/g))).toEqual(options)
  })

  it('lists every kind of problem', () => {
    const [, ...rows] = rowsOf(tableOf('problems'))
    expect(rows.map((row) => /`(.*?)`/.exec(row)?.[1])).toEqual(problemCodes)
  })

  it('names codes that errors have', () => {
    const listed = /Codes: ([^]*?),\s+and `defect`/.exec(guide)?.[1]?.match(/[a-z-]+/g) ?? []
    expect(listed.length).toBeGreaterThan(5)
    for (const code of listed) expect(errorFromDescription({ code: code as ErrorCode, message: '' }).code).toBe(code)
  })
})
