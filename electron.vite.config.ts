import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/**
 * `npm run build`: the command line, the inference process, and the threads and processes of the catalog as plain JavaScript under `out/main`, for any Node since
 * 22.12. What is in `dependencies` stays outside and is found in node_modules.
 */
export default defineConfig({
  main: {
    build: {
      minify: false,
      rolldownOptions: {
        input: {
          cli: 'src/main/cli/index.ts',
          engine: 'src/main/engine/process.ts',
          'catalog-maintenance': 'src/main/catalog/safety/maintenance-thread.ts',
          'indexing-thread': 'src/main/catalog/indexing/indexing-thread.ts',
          'image-reader': 'src/main/catalog/indexing/reader/process.ts',
        },
        // beside the entries: modules find each other and `resources/` by their own place
        output: { chunkFileNames: '[name]-[hash].js' },
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
