import { inspectModel, type ModelInspection } from '../../diffusion/model-inspection.ts'
import { openModel } from '../../diffusion/model-source.ts'
import { networkProblems } from '../../diffusion/network-problems.ts'
import type { ModelFacts } from './tasks.ts'

/**
 * Reads configs and headers and builds every network, as `weatherglass model check` does.
 *
 * @throws as `openModel`
 */
export async function inspectModelFiles(path: string): Promise<ModelFacts> {
  const source = await openModel(path)
  const inspection = inspectModel(source)
  const broken = networkProblems(source).map(({ message }) => message)
  return {
    name: inspection.name,
    bytes: inspection.total.bytes,
    problems: [...inspection.problems, ...broken],
    description: descriptionOf(inspection),
  }
}

/** `Stable Diffusion 1.x, 1066 M parameters, F16, diffusers folder`. */
function descriptionOf({ family, layout, parts, total }: ModelInspection): string {
  const types = new Set(parts.flatMap(({ dtypes }) => dtypes.slice(0, 1).map(({ dtype }) => dtype)))
  const form = layout === 'diffusers' ? 'diffusers folder' : 'single file'
  return `${family}, ${(total.parameters / 1e6).toFixed(0)} M parameters, ${[...types].join(' and ')}, ${form}`
}
