const howToGetSafetensors =
  'get the .safetensors version of the model, or load it where you trust it and save it with diffusers (safe_serialization=True)'

const pickle = `is a pickle (PyTorch's old format), which can run any code when it is read: ${howToGetSafetensors}`

/** Beginnings of files that are given for weights but are not safetensors, and the sentence that follows the file's name. */
const beginnings: readonly (readonly [beginning: string, sentence: string])[] = [
  ['PK\x03\x04', pickle],
  ['\x80\x02', pickle],
  ['\x80\x04', pickle],
  ['\x80\x05', pickle],
  ['GGUF', 'is a GGUF file of quantised weights: give the model as .safetensors'],
  ['\x89HDF', 'is an HDF5 (Keras) file: give the model as .safetensors'],
  ['version ', 'is a Git LFS pointer, not the weights themselves: fetch the file with "git lfs pull"'],
  ['<!DOCTYPE', 'is a web page, not weights (a download that was answered with a page): download it again'],
  ['<html', 'is a web page, not weights (a download that was answered with a page): download it again'],
]

/** What is said of a file by its name alone, without opening it. */
const extensions: Readonly<Record<string, string>> = {
  '.ckpt': pickle,
  '.bin': pickle,
  '.pt': pickle,
  '.pth': pickle,
  '.pkl': pickle,
  '.gguf': 'is a GGUF file of quantised weights: give the model as .safetensors',
  '.onnx': 'is an ONNX graph: give the original weights as .safetensors, Weatherglass builds its own graphs from them',
  '.msgpack': 'holds Flax weights: give the model as .safetensors',
  '.h5': 'holds Keras weights: give the model as .safetensors',
}

/** "is a pickle ..." for the first bytes of a file in another format than safetensors, undefined for any other bytes. */
export function describeForeignBytes(firstBytes: Uint8Array): string | undefined {
  const text = Buffer.from(firstBytes).toString('latin1')
  return beginnings.find(([beginning]) => text.toLowerCase().startsWith(beginning.toLowerCase()))?.[1]
}

/** "is a pickle ..." for the extension (`.ckpt`) of weights in another format than safetensors, undefined for any other. */
export function describeForeignExtension(extension: string): string | undefined {
  return extensions[extension.toLowerCase()]
}
