import { registerHooks } from 'node:module'

/** Preloaded by a process that stands for a program of the next version: one migration more. */
registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context)
    if (!url.endsWith('/catalog/migrations/index.ts')) return loaded
    const source = Buffer.from(loaded.source as Uint8Array)
      .toString()
      .replace(/,?\s*\]\s*$/, `, "CREATE TABLE later (x INTEGER) STRICT; INSERT INTO later VALUES (1)"]\n`)
    return { ...loaded, source }
  },
})
