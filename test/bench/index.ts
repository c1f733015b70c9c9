/** `npm run bench -- NAME`: measurements, each as a ratio against something run beside it. Nothing here is asserted. */
const benches: Readonly<Record<string, () => Promise<{ run: (args: readonly string[]) => Promise<void> }>>> = {
  catalog: () => import('./catalog.ts'),
  engine: () => import('./engine.ts'),
  gallery: () => import('./gallery.ts'),
  predictions: () => import('./predictions.ts'),
  previews: () => import('./previews.ts'),
  export: () => import('./export.ts'),
  queue: () => import('./queue.ts'),
  runs: () => import('./runs.ts'),
  responsiveness: () => import('./responsiveness.ts'),
  restyling: () => import('./restyling.ts'),
  'restyling-sheet': () => import('./restyling-sheet.ts'),
  sweep: () => import('./sweep.ts'),
  window: () => import('./window.ts'),
}

const [name = '', ...args] = process.argv.slice(2)
const load = benches[name]
if (load) await (await load()).run(args)
else {
  console.error(`Expected one of ${Object.keys(benches).join(', ')} but received "${name}": npm run bench -- engine`)
  process.exitCode = 2
}
