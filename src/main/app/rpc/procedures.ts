import { implement } from '@orpc/server'
import { contract } from '../../../shared/contract.ts'

const {
  application,
  folders,
  workspace,
  sources,
  indexing,
  gallery,
  boards,
  exports,
  runs,
  review,
  tuning,
  presets,
  models,
  machine,
} = contract

/** The contract's calls, to be given their handlers: one file of this folder's parent for each of its parts. */
export const procedures = implement({
  application,
  folders,
  workspace,
  sources,
  indexing,
  gallery,
  boards,
  runs,
  review,
  tuning,
  presets,
  exports,
  models,
  machine,
})
