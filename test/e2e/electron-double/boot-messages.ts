/** Between the specs and the process of the double. */
export type BootRequest =
  | { readonly type: 'quit' }
  | { readonly type: 'evaluate'; readonly id: number; readonly body: string; readonly argument: unknown }

export type BootAnswer =
  { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string }
