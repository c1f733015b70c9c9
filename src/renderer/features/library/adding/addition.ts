import type { z } from 'zod'
import type { Condition } from '../../../../shared/conditions.ts'
import type { addSourceSchema, SourceGuess } from '../../../../shared/sources.ts'
import type { Layout } from '../layout-words.ts'

/** What a person put right of the guess. */
export interface Override {
  readonly layout?: Layout
  /** Null: as the words of each path say. */
  readonly condition?: Condition | null
}

/** What is added: of the layout only what differs from the guess, so that a tree that changes is recognised anew. */
export function additionOf(guess: SourceGuess, override: Override): z.infer<typeof addSourceSchema> {
  const { layout = guess.layout, condition = guess.condition } = override
  return {
    folder: guess.folder,
    ...(layout === guess.layout ? {} : { layout }),
    ...(layout === 'folder' && condition !== null ? { condition } : {}),
  }
}
