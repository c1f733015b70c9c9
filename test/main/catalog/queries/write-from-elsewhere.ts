/** A process of its own that adds 25 images to the catalog given. */
import { connect } from '../../../../src/main/catalog/database.ts'
import { insertImages, syntheticImages } from './synthetic-catalog.ts'

const database = connect(process.argv[2]!, { durability: 'crash' })
const images = [...syntheticImages(25)]
insertImages(
  database,
  images.map((image) => ({ ...image, source: 1, id: 10_000 + image.id, path: `from elsewhere/${image.id}.png` })),
)
database.close()
