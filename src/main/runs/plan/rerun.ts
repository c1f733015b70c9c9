import { randomBytes } from 'node:crypto'
import { UsageError } from '../../../shared/errors.ts'
import type { RerunRequest } from '../../../shared/review.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { addRun, type NewTransfer, type PresetSettings } from '../../catalog/transfers/runs.ts'
import { earlierTries, planOfRun } from '../../catalog/transfers/tries.ts'
import { layInBlocks } from './blocks.ts'
import { resolvePreset } from './plan-run.ts'

/**
 * Queues further tries of transfers, with other settings, another reference or both; each is linked to the one before, which stays.
 *
 * @returns the id of their run
 * @throws UsageError where neither is given or nothing can be tried again, SettingsError
 */
export function rerunTransfers(database: CatalogDatabase, request: RerunRequest): number {
  const { transfers, name, preset, reference } = request
  if (preset === undefined && reference === undefined)
    throw new UsageError('Expected other settings or another reference for a further try; the same would come out')
  const tries = earlierTries(database, transfers)
  const [first] = tries
  if (!first)
    throw new UsageError('The images of these results are not in the catalog any more; add their source again')
  const settings: PresetSettings[] = []
  const parents = new Map<string, number>()
  const pairs = tries.map((one) => {
    const chosen = preset === undefined ? one.settings : { ...resolvePreset(database, preset, one.condition) }
    const sized = { ...chosen, settings: { ...chosen.settings, size: one.settings.settings.size } }
    const pair = {
      condition: one.condition,
      content: one.content,
      reference: reference ?? one.reference,
      settings: indexOf(settings, sized),
    }
    parents.set(keyOf(pair), one.id)
    return pair
  })
  const unique = [...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()]
  const plan = { ...planOfRun(database, first.run), sampling: null }
  return addRun(database, {
    uid: randomBytes(16).toString('hex'),
    name,
    plan,
    afterCrash: 'ask',
    settings,
    transfers: layInBlocks(unique, plan.blockShape).map((one) => ({ ...one, parent: parents.get(keyOf(one))! })),
    start: 'now',
  })
}

const keyOf = ({ condition, content, reference, settings }: Omit<NewTransfer, 'position' | 'block'>): string =>
  [condition, content, reference, settings].join(' ')

function indexOf(all: PresetSettings[], one: PresetSettings): number {
  const text = JSON.stringify(one)
  const found = all.findIndex((other) => JSON.stringify(other) === text)
  return found === -1 ? all.push(one) - 1 : found
}
