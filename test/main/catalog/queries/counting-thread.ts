/** The thread of the queries, whose state tells how many counts of facets were computed. */
import { CatalogReader } from '../../../../src/main/catalog/queries/catalog-reader.ts'
import '../../../../src/main/catalog/queries/query-thread.ts'

let computed = 0
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the reader below
const { facets } = CatalogReader.prototype
CatalogReader.prototype.facets = function (this: CatalogReader, filter) {
  computed++
  return facets.call(this, filter)
}
CatalogReader.prototype.state = () => ({ revision: computed, removals: 0 })
