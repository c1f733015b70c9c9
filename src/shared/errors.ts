/**
 * Errors that a person reads. Each is one sentence that says what is wrong, in which file, what was expected and found,
 * and what to do; the code is for programs. Anything else that is thrown is a defect of Weatherglass itself.
 */
export type ErrorCode =
  | 'usage'
  | 'bad-settings'
  | 'bad-image'
  | 'bad-label'
  | 'bad-weights'
  | 'bad-tensor-file'
  | 'unsupported-model'
  | 'file-missing'
  | 'write-failed'
  | 'bad-workspace'
  | 'bad-source'
  | 'catalog-damaged'
  | 'catalog-busy'
  | 'provider-failed'
  | 'out-of-memory'
  | 'engine-failed'
  | 'cancelled'

/** What crosses a process border or is printed with `--json`: `{"error": {code, message, file}}`. */
export interface ErrorDescription {
  readonly code: ErrorCode
  readonly message: string
  readonly file?: string
}

/** The base of every error meant for a person; `file` is the path of the file it is about, as the person gave it. */
export abstract class WeatherglassError extends Error {
  abstract readonly code: ErrorCode
  readonly file: string | undefined

  constructor(message: string, file?: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.file = file
  }

  describe(): ErrorDescription {
    return { code: this.code, message: this.message, ...(this.file === undefined ? {} : { file: this.file }) }
  }
}

/** A wrong command line or call: exit code 2. */
export class UsageError extends WeatherglassError {
  readonly code = 'usage'
}

/** Settings with an unknown key, a wrong type or a value out of its range. */
export class SettingsError extends WeatherglassError {
  readonly code = 'bad-settings'
}

/** A picture that cannot be used: not an image, truncated, 16-bit, CMYK, too large. */
export class ImageError extends WeatherglassError {
  readonly code = 'bad-image'
}

/** A label map that cannot be used: size differs from its image, no known class, wrong encoding. */
export class LabelError extends WeatherglassError {
  readonly code = 'bad-label'
}

/** Weights that are damaged or incomplete: a broken header, a missing or mis-shaped tensor. */
export class WeightsError extends WeatherglassError {
  readonly code = 'bad-weights'
}

/** A `--noise` file or another tensor file that does not hold what is needed. */
export class TensorFileError extends WeatherglassError {
  readonly code = 'bad-tensor-file'
}

/** A model of an architecture or with a configuration value that is not supported. */
export class UnsupportedModelError extends WeatherglassError {
  readonly code = 'unsupported-model'
}

/** A file or folder that does not exist or cannot be read. */
export class FileMissingError extends WeatherglassError {
  readonly code = 'file-missing'
}

/** A file that could not be written: folder missing, read-only, disk full. */
export class WriteError extends WeatherglassError {
  readonly code = 'write-failed'
}

/** A folder that is no workspace, cannot become one or was made by a newer Weatherglass. */
export class WorkspaceError extends WeatherglassError {
  readonly code = 'bad-workspace'
}

/** A folder that cannot be a source, or a source that is not there. */
export class SourceError extends WeatherglassError {
  readonly code = 'bad-source'
}

/** The catalog's file is damaged; the sentence names the backup that can be restored. */
export class CatalogDamagedError extends WeatherglassError {
  readonly code = 'catalog-damaged'
}

/** Another process keeps the catalog for longer than this one waits. Nothing was changed: trying again is safe. */
export class CatalogBusyError extends WeatherglassError {
  readonly code = 'catalog-busy'
}

/** An execution provider that is absent, fails to start or computes wrong numbers. */
export class ProviderError extends WeatherglassError {
  readonly code = 'provider-failed'
}

/** More memory is needed than there is; said before starting where it can be estimated. */
export class MemoryError extends WeatherglassError {
  readonly code = 'out-of-memory'
}

/** The inference process ended or did not answer. */
export class EngineError extends WeatherglassError {
  readonly code = 'engine-failed'
}

/** The person stopped it; nothing is left half-written. */
export class CancelledError extends WeatherglassError {
  readonly code = 'cancelled'
}

const classes = {
  usage: UsageError,
  'bad-settings': SettingsError,
  'bad-image': ImageError,
  'bad-label': LabelError,
  'bad-weights': WeightsError,
  'bad-tensor-file': TensorFileError,
  'unsupported-model': UnsupportedModelError,
  'file-missing': FileMissingError,
  'write-failed': WriteError,
  'bad-workspace': WorkspaceError,
  'bad-source': SourceError,
  'catalog-damaged': CatalogDamagedError,
  'catalog-busy': CatalogBusyError,
  'provider-failed': ProviderError,
  'out-of-memory': MemoryError,
  'engine-failed': EngineError,
  cancelled: CancelledError,
} satisfies Record<ErrorCode, new (message: string, file?: string) => WeatherglassError>

/** Rebuilds the error that `describe()` described, on the other side of a process border. */
export function errorFromDescription(description: ErrorDescription): WeatherglassError {
  return new classes[description.code](description.message, description.file)
}
