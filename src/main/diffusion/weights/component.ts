import path from 'node:path'
import type { TensorView } from './header.ts'

/** One part of a model (U-Net, autoencoder, text encoder): what it is and where its weights lie. */
export interface Component {
  readonly config: Readonly<Record<string, unknown>>
  /** The `config.json`, or the checkpoint itself where the config is implied. */
  readonly configFile: string
  /** By their diffusers or transformers names. */
  readonly tensors: ReadonlyMap<string, TensorView>
  /** Real path of the nearest folder that all files of the tensors are in. */
  readonly folder: string
}

/** The files that the tensors lie in, as real paths, each once. */
export function filesOf(tensors: ReadonlyMap<string, TensorView>): string[] {
  return [...new Set(Array.from(tensors.values(), ({ file }) => file))]
}

/** The nearest folder that all files are in. */
export function commonFolder(files: readonly string[]): string {
  const [first = path.sep, ...rest] = files.map((file) => path.dirname(file))
  return rest.reduce((common, folder) => {
    while (path.relative(common, folder).startsWith('..')) common = path.dirname(common)
    return common
  }, first)
}
