import { SourceError } from '../../shared/errors.ts'
import { procedures } from './rpc/procedures.ts'
import type { Workspaces } from './workspace/workspaces.ts'

const { gallery } = procedures

/** A page that scrolls on takes its question back: it is not answered where it was not begun. */
export const galleryCalls = (workspaces: Workspaces) => ({
  page: gallery.page.handler(({ input, signal }) => {
    const { indexing, queries } = workspaces.current
    indexing.giveWay()
    return queries.page(input, { signal })
  }),
  facets: gallery.facets.handler(({ input, signal }) => workspaces.current.queries.facets(input.filter, { signal })),
  sequences: gallery.sequences.handler(({ input, signal }) => workspaces.current.queries.sequences(input, { signal })),
  position: gallery.position.handler(({ input, signal }) => workspaces.current.queries.position(input, { signal })),
  ids: gallery.ids.handler(({ input, signal }) => workspaces.current.queries.ids(input, { signal })),
  image: gallery.image.handler(async ({ input, signal }) => {
    const detail = await workspaces.current.queries.image(input.image, { signal })
    if (!detail) throw new SourceError(`There is no image ${input.image} in this workspace; its source was removed`)
    return detail
  }),
})
