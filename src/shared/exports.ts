import { z } from 'zod'
import { conditions, type Condition } from './conditions.ts'
import type { ErrorDescription } from './errors.ts'
import { classNames, type ClassName } from './labels.ts'
import { folderSchema } from './workspaces.ts'

const id = z.int().min(1)
const share = z.number().min(0).max(1)
const seed = z.int().min(0).max(0xffff_ffff)

/** Why a picture of the runs does not become part of an export. */
export const leftOutReasons = [
  'rejected',
  'not-judged',
  'not-done',
  'result-missing',
  'result-changed',
  'content-gone',
  'unlabelled',
  'label-missing',
  'label-changed',
  'label-damaged',
  'name-used-twice',
] as const
export type LeftOutReason = (typeof leftOutReasons)[number]

/** What a person calls the reason. */
export const leftOutTitles: Readonly<Record<LeftOutReason, string>> = {
  rejected: 'Rejected',
  'not-judged': 'Not judged yet',
  'not-done': 'Not done yet',
  'result-missing': 'Result file is gone',
  'result-changed': 'Result changed since the run',
  'content-gone': 'Content is no longer in the catalog',
  unlabelled: 'Content has no label',
  'label-missing': 'Label file is gone',
  'label-changed': 'Label changed since the run',
  'label-damaged': 'Label does not fit its picture',
  'name-used-twice': 'Name used twice',
}

/** A part of a file name between underscores: letters and digits, so that Cityscapes tools split the name where they should. */
const cityPrefix = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,39}$/, 'expected 1 to 40 lower-case letters and digits, a letter first')

/** Every choice of one export; what is left out takes its default. */
export const exportOptionsSchema = z
  .strictObject({
    runs: z.array(id).min(1).max(1000).readonly(),
    /** Which results: the accepted ones, all but the rejected ones, or all. */
    pictures: z.enum(['accepted', 'not-rejected', 'all']).default('accepted'),
    /** Those alone; all conditions of the runs where it is left out. */
    conditions: z
      .array(z.enum(conditions).exclude(['clear']))
      .min(1)
      .readonly()
      .optional(),
    /** Contents as they are, as the city "...clear"; null: none. */
    originals: z
      .strictObject({
        /** A number of frames, or a share of the number of exported results. */
        amount: z.union([
          z.strictObject({ count: z.int().min(1).max(1_000_000) }).readonly(),
          z
            .strictObject({
              share: z.number().min(0).max(10),
              /** Another share of the results of these conditions. */
              conditions: z.partialRecord(z.enum(conditions).exclude(['clear']), z.number().min(0).max(10)).optional(),
            })
            .readonly(),
        ]),
        /** By class, the least share of them that shows it, as far as there are such frames. */
        classes: z.partialRecord(z.enum(classNames), share).default({}),
      })
      .readonly()
      .nullable()
      .default(null),
    split: z
      .strictObject({
        /** Share of the groups that go to `val`; 0: all are `train`. */
        validation: z.number().min(0).max(0.9).default(0.1),
        /**
         * What is never divided: the frames of one sequence (for GTA5, which names none, a hundred consecutive frames), or only the
         * pictures made of one content.
         */
        keepTogether: z.enum(['sequence', 'content']).default('sequence'),
        seed: seed.default(42),
      })
      .readonly()
      .prefault({}),
    image: z
      .strictObject({
        /**
         * `generated`: as the run made it. `source`: scaled to the region of the source that it shows, so that labels keep their own
         * pixels. `full`: that region in a frame of the source's size, black and without a label around it.
         */
        size: z.enum(['generated', 'source', 'full']).default('generated'),
        format: z.enum(['png', 'jpeg']).default('png'),
        /** Of JPEG. */
        quality: z.int().min(1).max(100).default(95),
      })
      .readonly()
      .prefault({}),
    /** Cities are this and the condition: gtafog. */
    cityPrefix: cityPrefix.default('gta'),
    /** What else is written, beside the folders of pictures and labels. */
    also: z
      .strictObject({
        rcs: z.boolean().default(true),
        mmsegmentation: z.boolean().default(true),
        huggingFace: z.boolean().default(false),
        card: z.boolean().default(true),
      })
      .readonly()
      .prefault({}),
    /** What the card says, by source: the licence under which its pictures are used. */
    licences: z.record(z.string().min(1).max(200), z.string().trim().min(1).max(500)).default({}),
  })
  .readonly()

export type ExportOptions = z.infer<typeof exportOptionsSchema>
export type ExportOptionsInput = z.input<typeof exportOptionsSchema>

export const startExportSchema = z
  .strictObject({
    options: exportOptionsSchema,
    /** Absolute; new or empty, unless `update`. */
    out: folderSchema,
    /** Brings an export that is there to what is exported now: writes what is new and removes what is gone. */
    update: z.boolean().default(false),
    /** Hard links to the workspace's files in place of copies, where the bytes are the same and the disk is. */
    link: z.boolean().default(false),
    /** Checks the export when it is written. */
    verify: z.boolean().default(true),
  })
  .readonly()
export type StartExport = z.infer<typeof startExportSchema>

export const exportIdSchema = z.strictObject({ export: z.uuid() }).readonly()
export const verifyFolderSchema = z.strictObject({ folder: folderSchema }).readonly()

/** One city of an export. */
export interface PlannedCity {
  readonly condition: Condition
  /** gtafog */
  readonly city: string
  readonly pairs: number
  /** Of them, those that go to `val`. */
  readonly val: number
  /** Done results of the runs in this condition; of `clear`, the contents to choose from. */
  readonly of: number
  /** Of them, those that were judged. */
  readonly judged: number
  /** A transfer to show, or for `clear` a content; null where there is none. */
  readonly transfer: number | null
  readonly image: number | null
}

export interface LeftOutItem {
  /** The transfer; null for an original. */
  readonly transfer: number | null
  /** The content's path in its source. */
  readonly content: string
  readonly sentence: string
}

export interface LeftOut {
  readonly reason: LeftOutReason
  readonly count: number
  /** In words: mostly why, which, what to do. */
  readonly sentence: string
  /** The first of them, at most 200. */
  readonly items: readonly LeftOutItem[]
}

/** Shares of the labelled area, 0 to 1. `real` is null where no labelled picture of the exported conditions is in the catalog. */
export interface ClassShares {
  readonly class: ClassName
  readonly content: number
  readonly exported: number
  readonly real: number | null
}

/** Pixels by class of one condition, [19] by train id. */
export interface ConditionClasses {
  readonly condition: Condition
  /** The contents of its done results. */
  readonly content: readonly number[]
  /** What is exported. */
  readonly exported: readonly number[]
  /** The labelled pictures of the condition in the catalog; none where they are unlabelled. */
  readonly real: readonly number[]
  readonly realImages: number
}

/** What an export would write: nothing is on disk yet. */
export interface ExportPlan {
  readonly cities: readonly PlannedCity[]
  readonly pairs: number
  readonly train: number
  readonly val: number
  /** About. */
  readonly bytes: number
  readonly leftOut: readonly LeftOut[]
  readonly classes: readonly ClassShares[]
  readonly byCondition: readonly ConditionClasses[]
  /** [height, width] of the pictures; several where runs or sources differ. */
  readonly sizes: readonly (readonly [number, number])[]
  /** An example of each file of a pair, and the files beside them, with forward slashes. */
  readonly paths: readonly string[]
  /** Sources whose pictures go in, and that need a licence for the card. */
  readonly sources: readonly string[]
  readonly warnings: readonly string[]
}

/** What lies where an export is to be written. */
export interface ExportTarget {
  /** As it will be written. */
  readonly folder: string
  /** `nothing`: no folder, or an empty one; `export`: one of Weatherglass, which can be updated; `other`: what is left alone. */
  readonly content: 'nothing' | 'export' | 'other'
  /** Of its disk; null where that is not known. */
  readonly freeBytes: number | null
  /** An export there was cut off, or runs: the same one goes on from there. */
  readonly unfinished: boolean
}

export interface ExportResult {
  readonly out: string
  readonly pairs: number
  readonly leftOut: number
  readonly bytes: number
  readonly seconds: number
  /** Files that were written, that were there and stayed, and that went. */
  readonly written: number
  readonly kept: number
  readonly removed: number
  readonly warnings: readonly string[]
}

/** What a check of a dataset found. */
export interface VerifyReport {
  readonly ok: boolean
  readonly folder: string
  /** Files that were looked at. */
  readonly files: number
  readonly pairs: number
  /** Whether a manifest was there to check against. */
  readonly manifest: boolean
  /** Sentences; at most 1,000. */
  readonly errors: readonly string[]
  /** All, those beyond the thousand too. */
  readonly errorCount: number
}

export type ExportPhase = 'plan' | 'write' | 'finish' | 'verify'

/** An export that runs, or ran: the newest first in lists. */
export interface ExportEntry {
  readonly export: string
  readonly out: string
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  readonly startedUtc: string
  readonly endedUtc: string | null
  readonly options: ExportOptions
  /** Hard links in place of copies, as it was started. */
  readonly link: boolean
  readonly phase: ExportPhase
  /** Pairs, or files while it is verified. */
  readonly done: number
  readonly total: number
  readonly rate: number | null
  readonly secondsLeft: number | null
  readonly result: ExportResult | null
  readonly verified: VerifyReport | null
  readonly error: ErrorDescription | null
}

/** A step of a check; `report` is null until the last one. */
export interface VerifyStep {
  readonly done: number
  readonly total: number
  readonly report: VerifyReport | null
}

/** A segmentation network as ONNX. */
export const segmentationSchema = z
  .strictObject({
    file: folderSchema,
    /** [height, width]; else the network's own. */
    size: z
      .tuple([z.int().min(16).max(8192), z.int().min(16).max(8192)])
      .readonly()
      .nullable()
      .default(null),
    /** Of RGB in 0 to 1; else the file's metadata, else ImageNet's. */
    mean: z.tuple([z.number(), z.number(), z.number()]).readonly().nullable().default(null),
    std: z
      .tuple([z.number().gt(0), z.number().gt(0), z.number().gt(0)])
      .readonly()
      .nullable()
      .default(null),
    /** The class of each output; else the file's metadata, else the order of train ids. */
    classes: z.array(z.enum(classNames)).min(1).readonly().nullable().default(null),
  })
  .readonly()

/** A network that the person brings, for the numbers of likeness. */
export const likenessSchema = z
  .strictObject({
    options: exportOptionsSchema,
    /** FID's InceptionV3 as safetensors in the naming of pytorch-fid; null: no FID and KID. */
    inception: folderSchema.nullable().default(null),
    /** Null: no label agreement. */
    segmentation: segmentationSchema.nullable().default(null),
  })
  .readonly()
export type LikenessRequest = z.infer<typeof likenessSchema>

/** Intersection over union of the kept labels and what a segmentation network finds in the results, 0 to 1. */
export interface LabelAgreement {
  /** Over the classes. */
  readonly mean: number
  readonly classes: Readonly<Partial<Record<ClassName, number>>>
  /** Of each result, over the classes of its label; the worst first. */
  readonly images: readonly { readonly transfer: number; readonly mean: number }[]
}

/** How near the results of one condition are to real pictures of it. */
export interface ConditionLikeness {
  readonly condition: Condition
  readonly results: number
  readonly real: number
  readonly fid: number | null
  readonly kid: { readonly mean: number; readonly deviation: number } | null
  /** Null where there was no network. */
  readonly agreement: LabelAgreement | null
  /** "clean-fid, bicubic to 299 x 299, InceptionV3 of 2015-12-05": always shown with the numbers. */
  readonly how: string
  /** Fewer than 2,048 images on a side, in words. */
  readonly warning: string | null
}

export interface LikenessStep {
  readonly what: string
  readonly done: number
  readonly total: number
  readonly secondsLeft: number | null
  /** Conditions that are measured. */
  readonly conditions: readonly ConditionLikeness[]
}
