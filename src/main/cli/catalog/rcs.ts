import { mkdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { SourceError, UsageError, WriteError } from '../../../shared/errors.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { rcsSamples } from '../../catalog/sampling/rcs-records.ts'
import { readContents } from '../../catalog/sampling/content-set.ts'
import { sourceRoots } from '../../catalog/sources/source-roots.ts'
import { isWithin } from '../../catalog/workspace/folders.ts'
import { DEFAULT_MIN_PIXELS, writeRcsFiles } from '../../datasets/rcs-files.ts'
import { counted } from '../counted.ts'
import { namedSource } from './named-source.ts'
import { printJson, printText, withCatalog, withCatalogOptions, type CatalogOptions } from './opened-catalog.ts'

interface RcsOptions extends CatalogOptions {
  readonly source: string
  readonly out: string
  readonly minPixels: string
}

export function addRcs(program: Command): void {
  const command = program
    .command('rcs')
    .description('Writes the class statistics of a source for rare class sampling, as DAFormer reads them.')
    .requiredOption('--source <source>', 'its name or number')
    .requiredOption('--out <dir>', 'where sample_class_stats.json and samples_with_class.json go')
    .option('--min-pixels <number>', 'the minimum that sampling will use, for the warning', String(DEFAULT_MIN_PIXELS))
  withCatalogOptions(command).action(rcs)
}

async function rcs({ source: given, out, minPixels, json, ...options }: RcsOptions): Promise<void> {
  if (!/^\d+$/.test(minPixels))
    throw new UsageError(`Expected --min-pixels as a whole number but received "${minPixels}".`)
  await withCatalog(options, async ({ database }) => {
    const { id, name, images } = namedSource(database, given)
    const selection = { sourceIds: [id] }
    const samples = rcsSamples(database, selection)
    const { leftOut } = readContents(database, selection)
    if (samples.length === 0)
      throw new SourceError(
        `${name} has no label whose classes are known: of ${counted(images, 'image')} ${leftOut.unlabelled} have none, ${leftOut.waiting} were not read yet and ${leftOut.defective} have a problem.`,
      )
    const written = await writeRcsFiles(outFolder(database, out), samples, Number(minPixels))
    if (json) printJson({ source: name, ...written, leftOut })
    else {
      const { waiting, defective } = leftOut
      printText(`${written.files.join('\n')}\n  ${counted(samples.length, 'label')} of ${name}`)
      if (waiting + defective > 0) printText(`  left out: ${waiting} not read yet, ${defective} with a problem`)
      if (written.warning !== null) process.stderr.write(`warning: ${written.warning}\n`)
    }
  })
}

/** Makes the folder. @throws SourceError where it lies in a source, which nothing is written to; WriteError */
function outFolder(database: CatalogDatabase, out: string): string {
  const place = existing(path.resolve(out))
  const inside = sourceRoots(database).find(({ root }) => isWithin(place, root))
  if (inside)
    throw new SourceError(
      `${out} lies in the source ${inside.name}, and sources are never written to; give a folder outside of it.`,
      out,
    )
  try {
    mkdirSync(out, { recursive: true })
    return out
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new WriteError(`${out} cannot be made (${code}); choose a folder where you may write.`, out, { cause: error })
  }
}

/** Real path of the folder, or of the innermost around it that is there. */
function existing(folder: string): string {
  try {
    return realpathSync(folder)
  } catch (error) {
    const parent = path.dirname(folder)
    if (parent === folder) throw error
    return existing(parent)
  }
}
