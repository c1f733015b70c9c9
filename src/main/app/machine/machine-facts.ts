import type { MachineState } from '../../../shared/machine.ts'
import packageJson from '../../../../package.json' with { type: 'json' }
import type { Workspace } from '../../catalog/workspace/folders.ts'
import { listProviders, onnxRuntimeVersion } from '../../diffusion/session.ts'
import { describeMachine } from '../../engine/devices/machine.ts'
import { measureCaches } from './caches.ts'
import { deviceEntries } from './device-entries.ts'

/** What this machine has, what is known of its devices, and what lies in the caches. Loads ONNX Runtime. */
export async function machineFacts(workspace: Pick<Workspace, 'folder'> | null): Promise<Omit<MachineState, 'chosen'>> {
  const { processor, cores, memory, gpus } = await describeMachine()
  return {
    versions: {
      Weatherglass: packageJson.version,
      Node: process.versions.node,
      'ONNX Runtime': onnxRuntimeVersion(),
    },
    cpu: processor,
    cores,
    memoryBytes: memory.total,
    freeMemoryBytes: memory.available,
    gpus,
    devices: await deviceEntries(listProviders()),
    caches: await measureCaches(workspace),
  }
}
