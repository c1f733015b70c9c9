import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'

import { FileMissingError, WeightsError, WriteError } from '../../shared/errors.ts'
import type { Component } from './model-source.ts'
import { readSafetensorsHeader, readTensor, writeSafetensors } from './safetensors.ts'
import { onnxRuntimeVersion, type Device } from './session.ts'
import { filesOf } from './weights/component.ts'
import { hashTensors } from './weights/tensor-samples.ts'

/** Latents that are kept, 131 kB each at 512x1024 with Stable Diffusion. */
const maxFiles = 4000

/**
 * Latents of images that an autoencoder has encoded before, in files: at 512x1024 on a CPU encoding costs as much as a U-Net
 * evaluation, and the same images come again and again. A cache that cannot be written or read is no error, only slower.
 */
export class LatentCache {
  private readonly folder: string
  private readonly prefix: string

  /** @param prefix of the names of this autoencoder's files; `autoencoderKey` gives it */
  constructor(folder: string, prefix: string) {
    this.folder = folder
    this.prefix = prefix
  }

  /** The latents of the image with that hash, [C, h, w] as values of that count, or null. */
  async get(imageHash: string, count: number): Promise<Float32Array | null> {
    const file = this.file(imageHash)
    try {
      const view = (await readSafetensorsHeader(file)).tensors.get('latents')
      if (view?.dtype !== 'F32') return null
      const latents = await readTensor(view)
      if (latents.length !== count) return null
      const now = new Date()
      await utimes(file, now, now)
      return latents
    } catch (error) {
      // missing, damaged, or deleted in between by another process: encoded again
      if (error instanceof FileMissingError || error instanceof WeightsError || isSystemError(error)) return null
      throw error
    }
  }

  async put(imageHash: string, latents: Float32Array, shape: readonly number[]): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true })
      await writeSafetensors(this.file(imageHash), [['latents', { dtype: 'F32', shape, data: latents }]])
      await this.trim()
    } catch (error) {
      if (error instanceof WriteError || isSystemError(error)) return
      throw error
    }
  }

  private file(imageHash: string): string {
    const name = createHash('sha256').update(`${this.prefix} ${imageHash}`).digest('hex')
    return path.join(this.folder, `${name}.safetensors`)
  }

  /** Deletes the tenth that was used longest ago once there are too many. */
  private async trim(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => /^[0-9a-f]{64}\.safetensors$/.test(name))
    if (names.length <= maxFiles) return
    const files = names.map((name) => path.join(this.folder, name))
    const used = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })))
    used.sort((a, b) => a.at - b.at)
    for (const { file } of used.slice(0, Math.ceil(names.length / 10))) await rm(file, { force: true })
  }
}

/** Names what latents depend on besides the image: weights (by samples of each tensor), configuration, device and runtime. */
export async function autoencoderKey({ config, tensors }: Component, { provider, precision }: Device): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([config, provider, precision, onnxRuntimeVersion()]))
  await hashTensors(hash, tensors, filesOf(tensors).sort(), async (file) => {
    const { size, mtimeMs } = await stat(file)
    hash.update(JSON.stringify([size, mtimeMs]))
  })
  return hash.digest('hex')
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error
