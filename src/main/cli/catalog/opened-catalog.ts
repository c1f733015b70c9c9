import type { Command } from 'commander'
import { openCatalog, type Catalog } from '../../catalog/opening.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import { findWorkspace } from './workspace-choice.ts'

/** The options that every command of the catalog has. */
export interface CatalogOptions {
  readonly workspace?: string | undefined
  readonly json?: true
}

export const withCatalogOptions = (command: Command): Command =>
  command
    .option('--workspace <dir>', 'the folder of the workspace; else the one that was used last')
    .option('--json', 'prints the result as JSON')

/** Runs `body` with the catalog of the workspace that is named or remembered. @throws as `findWorkspace` and `openCatalog` */
export const withCatalog = async <Result>(
  { workspace }: Pick<CatalogOptions, 'workspace'>,
  body: (catalog: Catalog) => Result | Promise<Result>,
): Promise<Result> => inCatalog(await findWorkspace(workspace), body)

/** Opens the catalog for as long as `body` runs. @throws as `openCatalog` */
export async function inCatalog<Result>(
  workspace: Workspace,
  body: (catalog: Catalog) => Result | Promise<Result>,
): Promise<Result> {
  const catalog = await openCatalog(workspace)
  try {
    return await body(catalog)
  } finally {
    catalog.close()
  }
}

export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
export const printText = (text: string): void => void process.stdout.write(`${text}\n`)
