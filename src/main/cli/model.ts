import type { Command } from 'commander'
import { memoryNeed, type MemoryNeed } from '../cactif/memory-need.ts'
import { inspectModel, type ModelInspection } from '../diffusion/model-inspection.ts'
import { openModel, type ModelSource } from '../diffusion/model-source.ts'
import { networkProblems } from '../diffusion/network-problems.ts'
import { embeddedModel } from '../diffusion/resource-path.ts'
import type { Device } from '../diffusion/session.ts'
import { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { defaultCacheFolder } from '../diffusion/weights-cache.ts'

export function addModel(program: Command): void {
  program
    .command('model')
    .description('Looks at Stable Diffusion weights.')
    .command('check')
    .description(
      'Says what a model is, the memory it needs and what is wrong with it. Reads configs and headers, no weights.',
    )
    .argument('[path]', 'a diffusers folder or a .safetensors checkpoint; else the embedded demonstration model')
    .option('--json', 'prints the result as one JSON object')
    .action(checkModel)
}

/** What `model check` prints; exit code 1 where there are problems. */
interface ModelCheck extends ModelInspection {
  /** Of one transfer; null where the networks cannot be built. Bytes. */
  readonly memory: (Device & MemoryNeed & { readonly size: readonly [height: number, width: number] }) | null
}

async function checkModel(modelPath: string | undefined, { json }: { readonly json?: true }): Promise<void> {
  const source = await openModel(modelPath ?? embeddedModel())
  const inspection = inspectModel(source)
  const broken = networkProblems(source).map(({ message }) => message)
  const check: ModelCheck = {
    ...inspection,
    problems: [...inspection.problems, ...broken],
    memory: broken.length > 0 ? null : transferMemory(source),
  }
  process.stdout.write(json ? `${JSON.stringify(check)}\n` : describe(check))
  if (check.problems.length > 0) process.exitCode = 1
}

/** At the paper's size, on the processor, which computes in float32. */
function transferMemory(source: ModelSource): ModelCheck['memory'] {
  const size = [512, 1024] as const
  const device: Device = { provider: 'cpu', precision: 'fp32' }
  // only asked for its sizes: nothing is loaded, and nothing is written to the cache
  const model = new StableDiffusion(source, { device, cache: { folder: defaultCacheFolder(), maxBytes: 0 } })
  return { size, ...device, ...memoryNeed(model, size, { contents: 1, styles: 1, stylesCached: false }) }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`
const millions = (count: number): string => `${(count / 1e6).toFixed(1)} M`

function describe(check: ModelCheck): string {
  const { path, name, layout, family, predictionType, fingerprint, parts, total, memory, problems } = check
  const rows = parts.map(({ part, parameters, dtypes, bytes }) => {
    const types = dtypes.map(({ dtype }) => dtype).join(', ')
    return `  ${part.padEnd(13)} ${millions(parameters).padStart(8)} parameters  ${gigabytes(bytes).padStart(8)} on disk  ${types}`
  })
  const { fp32, fp16 } = total.bytesInMemory
  return [
    `${name}: ${family} (${predictionType}), ${layout === 'diffusers' ? 'a diffusers folder' : 'a single file'}`,
    `  ${path}`,
    ...rows,
    `  weights in memory: ${gigabytes(fp32)} in fp32, ${gigabytes(fp16)} in fp16`,
    ...(memory
      ? [
          `  a transfer at ${memory.size.join('x')} needs about ${gigabytes(memory.peak)} on ${memory.provider} in ${memory.precision}`,
        ]
      : []),
    `  fingerprint: ${fingerprint}`,
    ...(problems.length === 0 ? ['  nothing wrong was found'] : problems.map((problem) => `  problem: ${problem}`)),
    '',
  ].join('\n')
}
