/** Between whoever needs a utility process, on any thread, and the main thread, which starts it: over a BroadcastChannel of this name. */
export const UTILITY_CHANNEL = 'weatherglass-utility-processes'

export type UtilityOrder = { readonly to: 'main'; readonly id: string } & (
  | {
      readonly order: 'start'
      readonly entry: string
      readonly env: Readonly<Record<string, string>>
      readonly stderr: 'ignore' | 'inherit' | 'pipe'
    }
  | { readonly order: 'send'; readonly message: unknown }
  | { readonly order: 'kill' | 'end' }
)

export type UtilityEvent = { readonly to: 'owner'; readonly id: string } & (
  | { readonly event: 'message'; readonly message: unknown }
  | { readonly event: 'stderr'; readonly text: string }
  | { readonly event: 'exit'; readonly code: number }
)
