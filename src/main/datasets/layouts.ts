import { acdc } from './acdc.ts'
import { cityscapes } from './cityscapes.ts'
import type { DatasetLayout } from './dataset-layout.ts'
import { folder } from './folder.ts'
import { gta5 } from './gta5.ts'
import type { LayoutName } from './layout.ts'

export const layouts: Readonly<Record<LayoutName, DatasetLayout>> = { gta5, acdc, cityscapes, folder }
