/**
 * An inference process for tests: the real job server around a job that follows the script in `settings.prompt`
 * instead of computing.
 */
import { CancelledError, ImageError } from '../../../src/shared/errors.ts'
import { serveJobs, type JobContext } from '../../../src/main/engine/job-server.ts'
import type { Provenance } from '../../../src/main/engine/provenance.ts'
import type { TransferRequest, TransferResult } from '../../../src/main/engine/protocol.ts'

/** Blocks the thread as a call of ONNX Runtime does. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

async function transfer(request: TransferRequest, { onProgress, isCancelled }: JobContext): Promise<TransferResult> {
  const [action = '', argument] = request.settings.prompt.split(' ')
  switch (action) {
    case 'refuse':
      throw new ImageError(`${request.content} is not an image`, request.content)
    case 'throw':
      throw new TypeError('undefined is not a function')
    case 'exit':
      process.stderr.write('last words\n')
      process.exit(Number(argument))
      break
    case 'no-memory':
      process.stderr.write('terminate called after throwing an instance of std::bad_alloc\n')
      process.exit(134)
      break
    case 'signal':
      process.kill(process.pid, argument)
      block(10_000)
      break
    case 'block':
      block(Number(argument))
      break
  }
  const steps = action === 'steps' || action === 'quiet' ? Number(argument) : 2
  for (let step = 0; step < steps; step++) {
    if (await isCancelled()) throw new CancelledError('Cancelled.')
    block(20)
    if (action !== 'quiet') onProgress({ phase: 'denoise', step: step + 1, steps, evaluations: 3 * (step + 1) })
  }
  return result(request)
}

function result(request: TransferRequest): TransferResult {
  const [height, width] = request.settings.size
  const rgb = new Uint8Array(height * width * 3).map((_, index) => index % 251)
  const { settings } = request
  const provenance = {
    method: settings.method,
    fidelity: settings.fidelity,
    settings,
    model: { path: request.model, fingerprint: String(process.pid) },
    provider: 'cpu',
    precision: 'fp32',
    evaluations: 60,
    seconds: 0.1,
    inputs: { content: { file: request.content, sha256: '' }, style: { file: request.style, sha256: '' } },
    warnings: ['a stand-in computed this'],
  } as unknown as Provenance
  const trace = new Map([['w0.content', { dtype: 'F32' as const, shape: [1, 2], data: Float32Array.of(1, 2) }]])
  return { width, height, rgb, provenance, trace: request.trace ? trace : null }
}

const verify = (): never => {
  throw new Error('nothing here can be verified')
}

serveJobs({ transfer, block: verify, verify })
