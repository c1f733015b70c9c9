import type { CatalogDatabase } from './database.ts'

/** Both tables are small. Defects of files that are no images come and go with a walk. */
export const changeMarkSql = `
SELECT (SELECT group_concat(value) FROM catalog_state),
       (SELECT group_concat(json_array(id, name, root, layout, condition, missing, whole_walk, walked_utc)) FROM source)`

/** Is another whenever a source or an image changed, by whichever process; costs some microseconds. */
export function changeMark(database: CatalogDatabase): string {
  return (database.prepare(changeMarkSql).raw().get() as readonly (string | null)[]).join('\n')
}
