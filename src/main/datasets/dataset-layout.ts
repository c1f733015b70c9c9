import type { Condition } from '../../shared/conditions.ts'
import type { LabelEncoding } from '../imaging/labels.ts'
import type { LayoutName, Split } from './layout.ts'
import type { FolderListing } from './tree/folder-listing.ts'
import type { SourceTree } from './tree/source-tree.ts'

/** What an image's name and place say. */
export interface ImageName {
  /** What the image's label has in its name too. */
  readonly key: string
  readonly condition: Condition
  readonly split: Split | null
  readonly sequence: string | null
  readonly frame: string
}

/** What a label's name says. */
export interface LabelName {
  readonly key: string
  readonly encoding: LabelEncoding | null
}

/** Folders of images and the folders where their labels are, to be paired by key. */
export interface FolderGroup {
  readonly imageFolders: readonly FolderListing[]
  /** Best first: a label in an earlier folder is preferred. */
  readonly labelFolders: readonly FolderListing[]
  /** `promised`: an image without a label is a defect. */
  readonly labels: 'promised' | 'optional'
  /** Null for a file that is no image of the layout. */
  readonly imageOf: (file: string, folder: FolderListing) => ImageName | null
  /** Null for a file that is no label that can be used. */
  readonly labelOf: (file: string, folder: FolderListing) => LabelName | null
}

export interface GroupOptions {
  /** What a person said; names that say otherwise are believed first, except in a plain folder. */
  readonly condition: Condition | undefined
}

/** One layout: how it is recognised, and what its names mean. */
export interface DatasetLayout {
  readonly name: LayoutName
  /** For sentences: "GTA5". */
  readonly title: string
  /** The folders that a person may point at where the dataset's root is their parent. */
  readonly topFolders: readonly string[]
  /** What makes the layout, as a phrase for a refusal. */
  readonly expected: string
  /**
   * `source`: no key may occur twice in the source, for others pair or count by it. `label`: two images must not claim
   * one label.
   */
  readonly unique: 'source' | 'label'
  /**
   * Says in words why a folder is such a dataset's root; null where it isn't. Looks at a few folders only, and less
   * strictly where a person has asked for this layout.
   */
  recognise(folder: string, asked: boolean): Promise<string | null>
  /** The folders to pair, in the order of the walk. Reports to the tree what is wrong with whole folders. */
  groups(tree: SourceTree, options: GroupOptions): Generator<FolderGroup>
}
