import { onnxRuntimeVersion } from '../diffusion/session.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { resolveQuirks } from '../../shared/settings.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import type { JobInput } from './job-inputs.ts'
import type { AskedModel } from './protocol.ts'
import type { Provenance, ProvenanceInputs } from './provenance.ts'

/** What a job knows of a result that was just made. */
export type MadeResult = Pick<
  Provenance,
  'settings' | 'evaluations' | 'batch' | 'seconds' | 'timings' | 'similarity' | 'classes' | 'inputs' | 'warnings'
>

export function provenanceOf(
  model: StableDiffusion,
  { preset, model: path }: AskedModel & { readonly preset?: string },
  made: MadeResult,
): Provenance {
  const { name, fingerprint } = model.source
  const { settings, evaluations, batch, seconds, timings, similarity, classes, inputs, warnings } = made
  return {
    method: settings.method,
    fidelity: settings.fidelity,
    settings,
    ...(preset !== undefined && { preset }),
    quirks: resolveQuirks(settings),
    model: { ...(path === null ? { demonstration: true } : { path }), name, fingerprint },
    ...model.device,
    evaluations,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    batch,
    seconds,
    timings,
    similarity,
    classes,
    inputs,
    versions: { weatherglass: packageJson.version, onnxruntime: onnxRuntimeVersion(), node: process.versions.node },
    created: new Date().toISOString(),
    warnings,
  }
}

export const inputsOf = (content: JobInput, style: JobInput): ProvenanceInputs => ({
  content: content.file,
  ...(content.label && { contentLabel: content.label }),
  style: style.file,
  ...(style.label && { styleLabel: style.label }),
})
