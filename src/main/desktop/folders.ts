import path from 'node:path'

/** A folder of the build; this code is one level below it. */
export const folder = (name: 'renderer' | 'preload'): string => path.join(import.meta.dirname, '..', name)
