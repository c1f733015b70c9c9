import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { clockTime } from '../../src/main/cli/progress-bar.ts'
import { embeddedModel } from '../../src/main/diffusion/resource-path.ts'
import { writeFileAtomically } from '../../src/main/imaging/write-image.ts'
import { readJsonObject } from '../../src/main/diffusion/weights/json-file.ts'
import { UsageError } from '../../src/shared/errors.ts'
import { demonstration, layerSettings } from '../../src/shared/presets.ts'
import { parseSettingsInput, type SettingsInput } from '../../src/shared/settings-schema.ts'
import { fidelities } from '../../src/shared/settings.ts'
import { Comparison, type ComparisonPlan } from './restyling/comparison.ts'
import { Measurements } from './restyling/measurements.ts'
import { Report } from './restyling/report.ts'
import { openOnCpu } from './restyling/restyle.ts'
import { adverse } from './restyling/streets.ts'
import { allTables } from './restyling/tables.ts'
import { restylers } from './restyling/variants.ts'

/**
 * What restyling does to drawn streets that no training has seen, measured: every method in both fidelities, and what it
 * is compared with, over pairs of streets in every condition. Tables and their numbers go to `--out`, where results are kept, so that
 * an interrupted or repeated call goes on where it was.
 *
 *   npm run bench -- restyling [--pairs 40] [--methods cactif,cacti,cross-image,adain-only] [--fidelities corrected,paper-code]
 *       [--conditions fog,night,rain,snow] [--out FOLDER] [--model PATH] [--settings FILE.json] [--first-seed 20000]
 *
 * `--settings` changes the preset `demonstration`; try other settings on other streets than those of the table (`--first-seed`).
 */
export async function run(args: readonly string[]): Promise<void> {
  const { out, modelPath, preset, plan } = await optionsOf(args)
  const model = await openOnCpu(modelPath)
  const comparison = new Comparison(model, preset, await Measurements.in(path.join(out, 'results')))
  const results = await comparison.run(plan, progress())
  const tables = allTables(new Report(results), plan)
  const { name, fingerprint } = model.source
  await writeFileAtomically(path.join(out, 'tables.md'), `${tables}\n`)
  await writeFileAtomically(
    path.join(out, 'results.json'),
    `${JSON.stringify({ model: { name, fingerprint }, preset, plan, results }, null, 1)}\n`,
  )
  console.log(
    `${tables}\n\n${plan.contentSeeds.length} pairs of streets each, mean ± standard error. Written to ${out}.`,
  )
}

interface Options {
  readonly out: string
  readonly modelPath: string
  readonly preset: SettingsInput
  readonly plan: ComparisonPlan
}

async function optionsOf(args: readonly string[]): Promise<Options> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      pairs: { ...text, default: '40' },
      methods: { ...text, default: restylers.join(',') },
      fidelities: { ...text, default: fidelities.join(',') },
      conditions: { ...text, default: adverse.join(',') },
      out: { ...text, default: path.join(os.tmpdir(), 'weatherglass-restyling') },
      model: text,
      settings: text,
      'first-seed': { ...text, default: '20000' },
    },
  })
  const firstSeed = wholeNumber('first-seed', values['first-seed'])
  const length = wholeNumber('pairs', values.pairs)
  const changes = values.settings === undefined ? {} : await settingsFrom(values.settings)
  const ways = chosen('methods', values.methods, restylers)
  return {
    out: values.out,
    modelPath: values.model ?? embeddedModel(),
    preset: layerSettings(demonstration.settings, changes),
    plan: {
      contentSeeds: Array.from({ length }, (_, index) => firstSeed + index),
      conditions: chosen('conditions', values.conditions, adverse),
      variants: chosen('fidelities', values.fidelities, fidelities).flatMap((fidelity) =>
        ways.map((restyler) => ({ fidelity, restyler })),
      ),
    },
  }
}

const settingsFrom = async (file: string): Promise<SettingsInput> =>
  parseSettingsInput(await readJsonObject(file), file)

function wholeNumber(option: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new UsageError(`Expected --${option} as a whole number but received "${value}".`)
  return Number(value)
}

/** The names of a list with commas, in the order of `known`. */
function chosen<Name extends string>(option: string, list: string, known: readonly Name[]): Name[] {
  const names = list.split(',')
  const unknown = names.find((name) => !known.some((each) => each === name))
  if (unknown !== undefined)
    throw new UsageError(`Expected --${option} out of ${known.join(', ')} but received "${unknown}".`)
  return known.filter((name) => names.includes(name))
}

/** A line for every block that was computed. */
function progress(): (done: number, total: number) => void {
  const begin = performance.now()
  return (done, total) => {
    const seconds = (performance.now() - begin) / 1000
    const left = done > 0 && done < total ? `, ${clockTime((seconds / done) * (total - done))} left` : ''
    process.stderr.write(`${done} of ${total} blocks, ${clockTime(seconds)}${left}\n`)
  }
}
