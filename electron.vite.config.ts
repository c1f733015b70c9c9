import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/**
 * `npm run build`: Electron's entry, the server, the command line, and all threads and processes of theirs as plain JavaScript under
 * `out/main`, for any Node since 22.12; the preload and the page beside it. What is in `dependencies` stays outside and is found in
 * node_modules.
 */
export default defineConfig({
  main: {
    build: {
      minify: false,
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          serve: 'src/main/serve.ts',
          cli: 'src/main/cli/index.ts',
          engine: 'src/main/engine/process.ts',
          'catalog-maintenance': 'src/main/catalog/safety/maintenance-thread.ts',
          'indexing-thread': 'src/main/catalog/indexing/indexing-thread.ts',
          'image-reader': 'src/main/catalog/indexing/reader/process.ts',
          'catalog-queries': 'src/main/catalog/queries/query-thread.ts',
          'utility-boot': 'src/main/desktop/system/utility-boot.ts',
          'app-decisions': 'src/main/app/decisions/decision-thread.ts',
          'run-recording': 'src/main/runs/recording/recording-thread.ts',
          'app-task': 'src/main/app/tasks/task-thread.ts',
          likeness: 'src/main/app/exports/likeness-process.ts',
          'app-decoding': 'src/main/app/media/decoding-process.ts',
        },
        // beside the entries: modules find each other and `resources/` by their own place
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      minify: false,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        // a sandboxed preload is no module
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [react()],
    build: {
      minify: true,
      // fonts and icons as files: the page takes no data URLs
      assetsInlineLimit: 0,
    },
  },
})
