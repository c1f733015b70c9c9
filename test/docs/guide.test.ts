import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { settingDescriptions, type SettingDescription } from '../../src/shared/settings-schema.ts'
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

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const header = ['setting', 'default', 'value', 'unit', 'meaning']

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
    const table = /<!-- settings -->([^]*)<!-- \/settings -->/.exec(guide)?.[1] ?? ''
    expect(rowsOf(table).join('\n')).toBe([header, ...settingDescriptions.map(settingRow)].map(tableLine).join('\n'))
  })

  it.each(['transfer', 'model check', 'doctor', 'demo', 'demo-data'])('lists every option of %s', async (command) => {
    const { stdout } = await runCommand([...command.split(' '), '--help'])
    const options = new Set(stdout.match(/--[a-z][a-z-]*/g))
    options.delete('--help')
    const synopsis = new RegExp(`^weatherglass ${command} [^]*?^\`\`\``, 'm').exec(guide)?.[0] ?? ''
    expect(new Set(synopsis.match(/--[a-z][a-z-]*/g))).toEqual(options)
  })

  it('names codes that errors have', () => {
    const listed = /Codes: ([^]*?), and `defect`/.exec(guide)?.[1]?.match(/[a-z-]+/g) ?? []
    expect(listed.length).toBeGreaterThan(5)
    for (const code of listed) expect(errorFromDescription({ code: code as ErrorCode, message: '' }).code).toBe(code)
  })
})
