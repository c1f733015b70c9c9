/** What a page and the main process say to each other; `ports` are the ids of ports that go along. */
export type PageMessage =
  | {
      readonly kind: 'invoke' | 'send'
      readonly channel: string
      readonly args: readonly unknown[]
      readonly ports?: readonly string[]
    }
  | { readonly kind: 'port'; readonly id: string; readonly data: unknown }

/** The answer to `invoke`. */
export type InvokeAnswer = { readonly result: unknown } | { readonly error: string }

/** The binding that the preload's host takes away before any script of the page runs. */
export const BINDING = '__electronDouble'
