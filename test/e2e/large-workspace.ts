import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { thumbnailFile } from '../../src/main/catalog/indexing/thumbnails/thumbnail-files.ts'
import { catalogFile, thumbnailsFolder } from '../../src/main/catalog/workspace/folders.ts'
import { createWorkspace } from '../../src/main/catalog/workspace/workspace.ts'
import { createScene, drawScene } from '../../src/main/scenes/scene.ts'
import { conditions } from '../../src/shared/conditions.ts'
import { createSyntheticCatalog, syntheticImages } from '../main/catalog/queries/synthetic-catalog.ts'

/** Thumbnails that are drawn; the pictures share them. */
const DRAWN = 24
const SIZE = { width: 384, height: 192 }

/** Makes a workspace whose catalog has rows of pictures that are nowhere, with thumbnails of a few drawn ones. @returns its folder */
export async function makeLargeWorkspace(home: string, images: number): Promise<string> {
  const { folder } = await createWorkspace(path.join(home, 'large'))
  for (const name of readdirSync(folder)) if (name.startsWith('catalog.sqlite')) rmSync(path.join(folder, name))
  const database = createSyntheticCatalog(catalogFile({ folder }), syntheticImages(images))
  const drawn = await drawThumbnails(home)
  const give = database.prepare('UPDATE image SET thumbnail = 1, partial_hash = ? WHERE id = ?')
  const read = database.prepare<[], number>("SELECT id FROM image WHERE reading = 'done'").pluck().all()
  database.transaction(() => {
    for (const imageId of read) {
      const partialHash = createHash('sha256').update(String(imageId)).digest()
      const file = thumbnailFile(thumbnailsFolder({ folder }), { imageId, partialHash })
      mkdirSync(path.dirname(file), { recursive: true })
      linkSync(drawn[imageId % drawn.length]!, file)
      give.run(partialHash, imageId)
    }
  })()
  database.close()
  return folder
}

async function drawThumbnails(home: string): Promise<readonly string[]> {
  return Promise.all(
    Array.from({ length: DRAWN }, async (_, seed) => {
      const { data } = drawScene(createScene(seed, SIZE), conditions[seed % conditions.length]!)
      const file = path.join(home, `${seed}.webp`)
      await sharp(data, { raw: { ...SIZE, channels: 3 } })
        .webp()
        .toFile(file)
      return file
    }),
  )
}
