/** Does `body` for each item, so many at a time; after a failure no more are begun. */
export async function eachOf<Item>(
  items: readonly Item[],
  lanes: number,
  body: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0
  let failed = false
  const lane = async (): Promise<void> => {
    while (!failed && next < items.length)
      await body(items[next++]!).catch((error: unknown) => {
        failed = true
        throw error
      })
  }
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
