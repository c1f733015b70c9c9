/**
 * What a content or a reference contributes to a transfer, kept so that its branch need not be evaluated again: for the next content, the
 * next reference, or other settings of the same pair. At 512x1024 that is 94 MB a step in float32 for a reference, 141 MB for a content.
 */

/** What one layer computed at one step, [guidance branches, N, C] each; references lend no Q. */
export interface BranchTensors {
  readonly q: Float32Array | null
  readonly k: Float32Array
  readonly v: Float32Array
}

/** By layer. */
export type BranchLayers = ReadonlyMap<string, BranchTensors>

export interface BranchStep {
  /** Where the image stands after the step: [C, h, w]. */
  readonly latentsAfter: Float32Array
  /** What led it there, which outputs take too. */
  readonly z: Float32Array
  /** Null where the step was not evaluated. */
  readonly layers: BranchLayers | null
}

/** Which branches are kept for later blocks, and may come from earlier ones. */
export interface KeptBranches {
  readonly cache: BranchCache
  readonly contents: boolean
  readonly styles: boolean
}

interface Branch {
  readonly steps: Map<number, BranchStep>
  bytes: number
  /** The block that asked for it last. */
  block: number
}

/** Keeps branches within a budget; the one that was used longest ago goes first, never one of the block that is going on. */
export class BranchCache {
  readonly maxBytes: number
  private readonly branches = new Map<string, Branch>()
  private bytes = 0
  private block = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** From here on other branches may go for those that are asked for. */
  beginBlock(): void {
    this.block += 1
  }

  /**
   * The step that leaves `timestep`.
   * @param key names everything that the branch depends on; `branchKey` gives it
   */
  get(key: string, timestep: number): BranchStep | null {
    return this.branch(key).steps.get(timestep) ?? null
  }

  /** Keeps a step if it fits. */
  put(key: string, timestep: number, step: BranchStep): void {
    const branch = this.branch(key)
    const before = branch.steps.get(timestep)
    const bytes = sizeOf(step) - (before ? sizeOf(before) : 0)
    this.makeRoom(bytes)
    if (this.bytes + bytes > this.maxBytes) return
    branch.steps.set(timestep, step)
    branch.bytes += bytes
    this.bytes += bytes
  }

  private makeRoom(bytes: number): void {
    const idle = [...this.branches].filter(([, { block }]) => block < this.block)
    for (const [key, branch] of idle.sort(([, a], [, b]) => a.block - b.block)) {
      if (this.bytes + bytes <= this.maxBytes) return
      this.branches.delete(key)
      this.bytes -= branch.bytes
    }
  }

  private branch(key: string): Branch {
    const branch = this.branches.get(key) ?? { steps: new Map<number, BranchStep>(), bytes: 0, block: 0 }
    branch.block = this.block
    this.branches.set(key, branch)
    return branch
  }
}

function sizeOf({ latentsAfter, z, layers }: BranchStep): number {
  const tensors = [...(layers?.values() ?? [])].flatMap(({ q, k, v }) => [q, k, v])
  return [latentsAfter, z, ...tensors].reduce((sum, data) => sum + (data?.byteLength ?? 0), 0)
}
