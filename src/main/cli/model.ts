import type { Command } from 'commander'
import { buildDecoder, buildEncoder } from '../diffusion/autoencoder.ts'
import { inspectModel, type ModelInspection } from '../diffusion/model-inspection.ts'
import { openModel, type Component, type ModelSource } from '../diffusion/model-source.ts'
import { createScheduler } from '../diffusion/scheduler.ts'
import { buildTextEncoder } from '../diffusion/text-encoder.ts'
import { buildUnet, textTokens } from '../diffusion/unet.ts'

export function addModel(program: Command): void {
  program
    .command('model')
    .description('Looks at Stable Diffusion weights.')
    .command('check')
    .description(
      'Says what a model is, the memory it needs and what is wrong with it. Reads configs and headers, no weights.',
    )
    .argument('<path>', 'a diffusers folder or a .safetensors checkpoint')
    .option('--json', 'prints the result as one JSON object')
    .action(checkModel)
}

async function checkModel(modelPath: string, { json }: { readonly json?: true }): Promise<void> {
  const source = await openModel(modelPath)
  const inspection = inspectModel(source)
  buildNetworks(source)
  process.stdout.write(json ? `${JSON.stringify(inspection)}\n` : describe(inspection))
  if (inspection.problems.length > 0) process.exitCode = 1
}

/**
 * Builds every network's graph, weights left where they are: what a transfer would stumble over.
 * @throws UnsupportedModelError for a config value, WeightsError for a missing or mis-shaped tensor
 */
function buildNetworks({ unet, vae, textEncoder, scheduler, path }: ModelSource): void {
  const target = { device: 'cpu', compute: 'float32' } as const
  const [height, width] = [512, 1024]
  createScheduler(scheduler, path)
  buildUnet(asConverted(unet), { target, height: height / 8, width: width / 8 })
  buildEncoder(asConverted(vae), { target, height, width })
  buildDecoder(asConverted(vae), { target, height, width })
  if (textEncoder) buildTextEncoder(asConverted(textEncoder), { target, tokens: textTokens })
}

/** The component as its weights will be once they are converted for the CPU; names and shapes are what is checked. */
function asConverted(component: Component): Component {
  const views = Array.from(component.tensors, ([name, view]) => [name, { ...view, dtype: 'F32' as const }] as const)
  return { ...component, tensors: new Map(views) }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`
const millions = (count: number): string => `${(count / 1e6).toFixed(1)} M`

function describe({
  path,
  name,
  layout,
  family,
  predictionType,
  fingerprint,
  parts,
  total,
  problems,
}: ModelInspection): string {
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
    `  fingerprint: ${fingerprint}`,
    ...(problems.length === 0 ? ['  nothing wrong was found'] : problems.map((problem) => `  problem: ${problem}`)),
    '',
  ].join('\n')
}
