const ROWS = 4096

/**
 * Calls `body` for one stretch of rows after the other, from `start` up to `end`. V8 optimises a function for its next call: a loop
 * over all rows, begun once for each question, may for long run unoptimised (90 ms instead of 12 for an order by similarity);
 * the same loop over a stretch is called often enough. What a stretch needs stays in the processor's cache.
 */
export function inBlocks(count: number, body: (start: number, end: number) => void): void {
  for (let start = 0; start < count; start += ROWS) body(start, Math.min(count, start + ROWS))
}
