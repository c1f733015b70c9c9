/**
 * Compares the `webgpu` provider with goldens and prints each difference as a line of JSON. A process of its own: the
 * Vulkan driver is chosen by the environment that the process starts with.
 *
 *   node webgpu-differences.ts CASE
 */
import { cachedInput, mixingInputs, mixingSelfAttention } from '../../../src/main/cactif/attention.ts'
import { transferBlock } from '../../../src/main/cactif/pipeline.ts'
import { planSteps } from '../../../src/main/cactif/schedule.ts'
import { buildDecoder, buildEncoder } from '../../../src/main/diffusion/autoencoder.ts'
import { Graph, type OnnxModel } from '../../../src/main/diffusion/onnx/graph.ts'
import { openModel } from '../../../src/main/diffusion/model-source.ts'
import * as tensors from '../../../src/main/diffusion/session.ts'
import { buildTextEncoder } from '../../../src/main/diffusion/text-encoder.ts'
import { buildUnet } from '../../../src/main/diffusion/unet.ts'
import { float32, oraclePath, readGoldens, relativeL2, type Golden } from '../../oracle.ts'
import { modeSettings, onePair, oraclePair, tinyModel } from '../cactif/oracle-block.ts'

const device: tensors.Device = { provider: 'webgpu', precision: 'fp32' }
const target = tensors.targetOf(device)
type Goldens = Map<string, Golden>

const report = (name: string, difference: number): void =>
  void process.stdout.write(`${JSON.stringify({ name, difference })}\n`)

const input = (goldens: Goldens, name: string): tensors.TensorData =>
  tensors.float32(float32(goldens, name), goldens.get(name)!.shape)

/** Evaluates a graph on each of the inputs in one session. */
async function evaluate(model: OnnxModel, ...inputs: Record<string, tensors.TensorData>[]): Promise<tensors.Outputs[]> {
  const session = await tensors.Session.create(model, device)
  const outputs: tensors.Outputs[] = []
  for (const each of inputs) outputs.push(await session.run(each))
  await session.release()
  return outputs
}

/** The first row of the golden batch, then its last two: one session, two numbers of rows. */
async function unet(): Promise<void> {
  const goldens = readGoldens('blocks', 'unet_case1_b3_8x16.safetensors')
  const { unet: component } = await openModel(oraclePath('tiny-sd'))
  const all = {
    latents: input(goldens, 'sample'),
    timesteps: tensors.float32(Float32Array.from(goldens.get('timestep')!.data as BigInt64Array, Number), [3]),
    text: input(goldens, 'encoder_hidden_states'),
  }
  const batches = [[0, 1], [1, 3]] as const // prettier-ignore
  const model = buildUnet(component, { target, height: 8, width: 16 })
  const outputs = await evaluate(model, ...batches.map(([first, end]) => rowsOf(all, first, end)))
  for (const [i, [first, end]] of batches.entries()) {
    const wanted = float32(goldens, 'out')
    const row = wanted.length / 3
    const difference = relativeL2(
      tensors.floatOutput(outputs[i]!, 'prediction'),
      wanted.subarray(first * row, end * row),
    )
    report(`prediction of ${end - first} rows`, difference)
  }
}

function rowsOf(inputs: Record<string, tensors.TensorData>, first: number, end: number) {
  const cut = ({ data, shape }: tensors.TensorData): tensors.TensorData => {
    const row = data.length / shape[0]!
    return tensors.float32((data as Float32Array).slice(first * row, end * row), [end - first, ...shape.slice(1)])
  }
  return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, cut(tensor)]))
}

async function autoencoder(): Promise<void> {
  const { vae } = await openModel(oraclePath('tiny-sd'))
  const options = { target, height: 64, width: 128 }
  const encoded = readGoldens('blocks', 'vae_encode_64x128.safetensors')
  const [moments] = await evaluate(buildEncoder(vae, options), { image: input(encoded, 'image') })
  report('mean', relativeL2(tensors.floatOutput(moments!, 'mean'), float32(encoded, 'mean')))
  const decoded = readGoldens('blocks', 'vae_decode_64x128.safetensors')
  const [image] = await evaluate(buildDecoder(vae, options), { latents: input(decoded, 'z') })
  report('image', relativeL2(tensors.floatOutput(image!, 'image'), float32(decoded, 'image')))
}

async function textEncoder(): Promise<void> {
  const { textEncoder: component } = await openModel(oraclePath('tiny-sd'))
  const goldens = readGoldens('blocks', 'text_encoder.safetensors')
  const { data, shape } = goldens.get('input_ids')!
  const ids = { type: 'int64', data: data as BigInt64Array, shape } as const
  const [outputs] = await evaluate(buildTextEncoder(component!, { target, tokens: shape[1]! }), { ids })
  report('embeddings', relativeL2(tensors.floatOutput(outputs!, 'embeddings'), float32(goldens, 'last_hidden_state')))
}

const [tokens, heads, channels] = [128, 8, 64]
const scope = 'attn1'

/** One layer with a filter on the recorded rows, with an empty cache, mixing and not, in one session. */
async function attention(): Promise<void> {
  const goldens = readGoldens('cactif', 'units', 'attention_filtering.safetensors')
  const graph = new Graph(target)
  const [q, k, v] = ['q', 'k', 'v'].map((name) => graph.input(name, 'float32', ['rows', tokens, channels]))
  const options = { filterAxis: 'keys', upBlocks: 4, keptMapBytes: 2 ** 30, branchCache: true } as const
  graph.output('out', mixingSelfAttention(options)(graph, { scope, q: q!, k: k!, v: v!, heads, upBlock: 3 }))
  const feeds = (isMixing: boolean) => mixingFeeds(goldens, isMixing)
  const [mixed, unmixed] = await evaluate(graph.finish(), feeds(true), feeds(false))
  for (const name of ['similarity', 'threshold'])
    report(name, relativeL2(tensors.floatOutput(mixed!, `${scope}.${name}`), float32(goldens, name)))
  report('max_idx', differing(mixed!.get(`${scope}.max_idx`)!.data, goldens.get('max_idx')!.data))
  const filtered = mixed!.get(`${scope}.filtered`)!.data as Uint8Array
  const taken = [...filtered.keys()].filter((token) => filtered[token] === 1)
  report('filtered', differing(taken, goldens.get('filtered_idx')!.data))
  // recorded: 0 = output, 1 = style, 2 = content; ours: style, content, output
  report('out', relativeL2(tensors.floatOutput(mixed!, 'out'), byToken(float32(goldens, 'hidden_filtered'), [1, 2, 0])))
  const own = byToken(float32(goldens, 'hidden_filtered'), [1, 2])
  report('out without mixing', relativeL2(tensors.floatOutput(unmixed!, 'out').subarray(0, own.length), own))
  report('rows filtered without mixing', unmixed!.get(`${scope}.filtered`)!.data.length)
}

function mixingFeeds(goldens: Goldens, isMixing: boolean): Record<string, tensors.TensorData> {
  const part = (name: string) => tensors.float32(byToken(float32(goldens, name), [1, 2, 0]), [3, tokens, channels])
  return {
    q: part('Q'),
    k: part('K'),
    v: part('V'),
    [cachedInput(scope, 'q')]: tensors.float32(new Float32Array(0), [0, tokens, channels]),
    [cachedInput(scope, 'k')]: tensors.float32(new Float32Array(0), [0, tokens, channels]),
    [cachedInput(scope, 'v')]: tensors.float32(new Float32Array(0), [0, tokens, channels]),
    [mixingInputs.full]: tensors.bool(isMixing),
    [mixingInputs.half]: tensors.bool(false),
    [mixingInputs.plainRows]: tensors.int64([0]),
    [mixingInputs.contentRows]: tensors.int64([1]),
    [mixingInputs.mixedRows]: tensors.int64([2]),
    [mixingInputs.liveContents]: tensors.int64([0]),
    [mixingInputs.contentOf]: tensors.int64([0]),
    [mixingInputs.styleRows]: tensors.int64([0]),
    [mixingInputs.contrast]: tensors.float32(float32(goldens, 'contrast_strength'), []),
    [mixingInputs.filterShare]: tensors.float32(float32(goldens, 'filter_perc'), [1, 1]),
  }
}

/** Rows of [rows, heads, tokens, width] as [rows, tokens, heads * width]. */
function byToken(byHead: Float32Array, rows: readonly number[]): Float32Array {
  const width = channels / heads
  return Float32Array.from({ length: rows.length * tokens * channels }, (_, i) => {
    const [row, token, channel] = [Math.floor(i / (tokens * channels)), Math.floor(i / channels) % tokens, i % channels]
    return byHead[((rows[row]! * heads + Math.floor(channel / width)) * tokens + token) * width + (channel % width)]!
  })
}

/** How many values differ. */
function differing(actual: ArrayLike<number | bigint>, expected: ArrayLike<number | bigint>): number {
  const [a, b] = [Array.from(actual, Number), Array.from(expected, Number)]
  return Math.abs(a.length - b.length) + a.filter((value, i) => i < b.length && value !== b[i]).length
}

/** The first three denoising steps of a mode, the third of which mixes and filters; the last of a plan has no noise to add. */
async function pipeline(): Promise<void> {
  const model = await tinyModel('webgpu')
  const settings = modeSettings('cactif', 'cactif')
  const plan = planSteps(settings, model.scheduler).slice(0, 4)
  const { outputs } = await transferBlock(model, onePair(oraclePair('cactif'), settings), { trace: true, plan })
  await model.release()
  const golden = float32(readGoldens('cactif', 'cactif.safetensors'), 'latents_after_adain')
  for (const { index } of plan.slice(0, 3)) {
    const out = outputs[0]!.trace!.get(`step${index}.out`)!.data as Float32Array
    const at = index * 3 * out.length
    report(`step${index}.out`, relativeL2(out, golden.subarray(at, at + out.length)))
  }
}

const cases: Readonly<Record<string, () => Promise<void>>> = { unet, autoencoder, textEncoder, attention, pipeline }
await cases[process.argv[2] ?? '']?.()
