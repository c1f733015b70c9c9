import type { SourceSummary } from '../../../shared/gallery.ts'

export type Layout = SourceSummary['layout']

/** The layouts of datasets, as a choice. */
export const layoutNames: Readonly<Record<Layout, string>> = {
  gta5: 'GTA5',
  acdc: 'ACDC',
  cityscapes: 'Cityscapes',
  folder: 'Plain folder',
}

/** As a source's line says it. */
export const layoutInWords = (layout: Layout): string =>
  layout === 'folder' ? 'Plain folder' : `${layoutNames[layout]} layout`
