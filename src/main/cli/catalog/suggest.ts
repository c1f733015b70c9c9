import { Option, type Command } from 'commander'
import { UsageError } from '../../../shared/errors.ts'
import { paper } from '../../../shared/presets.ts'
import { trainIdMap } from '../../cactif/adain/adain.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { countPredicted } from '../../catalog/predicted-labels.ts'
import { listSources } from '../../catalog/sources/sources.ts'
import { adverseConditions, type AdverseCondition } from '../../catalog/suggestions/references.ts'
import { suggestNearest, suggestReferences, type SuggestionRequest } from '../../catalog/suggestions/suggest.ts'
import { readSettings } from '../transfer-settings.ts'
import { counted } from '../counted.ts'
import { findContent, type ChosenContent } from './content-choice.ts'
import { printJson, printText, withCatalog, withCatalogOptions, type CatalogOptions } from './opened-catalog.ts'
import { coverReport, nearestReport, type FileFinder, type SuggestedFile } from './suggestion-report.ts'

interface SuggestOptions extends CatalogOptions {
  readonly content?: string
  readonly condition?: readonly AdverseCondition[]
  readonly count: string
  readonly preset?: string
  readonly settings?: string
}

export function addSuggest(program: Command): void {
  const command = program
    .command('suggest')
    .description(
      'Suggests style references: those that cover the classes of a content set, or are nearest to one image.',
    )
    .option('--content <what>', 'a source (name or number) or one image (path); else the GTA5 sources')
    .addOption(new Option('--condition <name...>', 'for these alone').choices(adverseConditions))
    .option('--count <number>', 'references at most for each condition', '5')
    .option('--preset <name>', 'of the transfers to be: their size and class map count')
    .option('--settings <file>', 'settings as JSON, over the preset')
  withCatalogOptions(command).action(suggest)
}

async function suggest({ content: given, json, workspace, ...options }: SuggestOptions): Promise<void> {
  const request = await requestOf(options)
  await withCatalog({ workspace }, (catalog) => {
    const { database } = catalog
    const content = findContent(database, given)
    const fileOf = fileFinder(database)
    const predicted = { predictedLabels: countPredicted(database) }
    if ('imageId' in content) {
      const conditions = suggestNearest(database, content.imageId, request)
      if (json)
        printJson({ content: describeContent(content), ...predicted, conditions: withFiles(conditions, fileOf) })
      else printText(nearestReport(conditions, { content: content.name, fileOf }))
    } else {
      const sourceIds = content.sources.map(({ id }) => id)
      const suggestion = suggestReferences(database, { ...request, contents: { sourceIds }, chosen: [] })
      const { conditions } = suggestion
      if (json)
        printJson({
          content: describeContent(content),
          ...suggestion,
          ...predicted,
          conditions: withFiles(conditions, fileOf),
        })
      else
        printText(coverReport(suggestion, { content: content.sources.map(({ name }) => name).join(' and '), fileOf }))
    }
    if (!json && predicted.predictedLabels > 0)
      printText(`\n${counted(predicted.predictedLabels, 'label')} of references predicted by your network`)
  })
}

async function requestOf({
  condition,
  count,
  ...settings
}: Pick<SuggestOptions, 'condition' | 'count' | 'preset' | 'settings'>): Promise<SuggestionRequest> {
  if (!/^\d+$/.test(count)) throw new UsageError(`Expected --count as a whole number but received "${count}".`)
  const resolved = (await readSettings(settings, paper)).settings
  return {
    count: Number(count),
    settings: resolved,
    counterparts: trainIdMap(resolved.classMap),
    ...(condition !== undefined && { conditions: condition }),
  }
}

function fileFinder(database: CatalogDatabase): FileFinder {
  const sources = new Map(listSources(database).map((source) => [source.id, source]))
  return ({ sourceId, path }) => {
    const { name, root } = sources.get(sourceId)!
    return { source: name, file: `${root}/${path}` }
  }
}

const withFiles = <Condition extends { readonly references: readonly SuggestedFile[] }>(
  conditions: readonly Condition[],
  fileOf: FileFinder,
) =>
  conditions.map((condition) => ({
    ...condition,
    references: condition.references.map((reference) => ({ ...reference, ...fileOf(reference) })),
  }))

const describeContent = (content: ChosenContent) =>
  'imageId' in content
    ? { image: content.imageId, name: content.name }
    : { sources: content.sources.map(({ id, name }) => ({ id, name })) }
