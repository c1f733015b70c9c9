import { preference, storePreference } from '../../catalog/preferences.ts'
import type { Catalog } from '../../catalog/opening.ts'
import { relocateSource } from '../../catalog/sources/relocation.ts'
import { addSource, removeSource, renameSource, type NewSource } from '../../catalog/sources/source-changes.ts'
import { boardDecisions } from './board-decisions.ts'
import { runDecisions } from './run-decisions.ts'
import { tuningDecisions } from './tuning-decisions.ts'

/** What decisions are made on: a connection of the thread's own. */
export type DecisionCatalog = Pick<Catalog, 'database' | 'workspace'>

/**
 * What a person decides about a workspace. It is written through to the disk and may wait for another writer, so it is
 * done one by one in a thread of its own.
 */
export const decisions = {
  preference: ({ database }: DecisionCatalog, { key }: { readonly key: string }) => preference(database, key),
  storePreference: ({ database }: DecisionCatalog, { key, value }: { readonly key: string; readonly value: unknown }) =>
    storePreference(database, key, value),
  addSource: (catalog: DecisionCatalog, source: NewSource) => addSource(catalog, source),
  renameSource: ({ database }: DecisionCatalog, { id, name }: { readonly id: number; readonly name: string }) =>
    renameSource(database, id, name),
  relocateSource: (catalog: DecisionCatalog, { id, folder }: { readonly id: number; readonly folder: string }) =>
    relocateSource(catalog, id, folder),
  removeSource: ({ database }: DecisionCatalog, { id }: { readonly id: number }) => void removeSource(database, id),
  ...boardDecisions,
  ...runDecisions,
  ...tuningDecisions,
} satisfies Record<string, (catalog: DecisionCatalog, request: never) => unknown>

export type Decisions = typeof decisions
export type DecisionName = keyof Decisions
export type DecisionRequest<Name extends DecisionName> = Parameters<Decisions[Name]>[1]
export type DecisionResult<Name extends DecisionName> = Awaited<ReturnType<Decisions[Name]>>
