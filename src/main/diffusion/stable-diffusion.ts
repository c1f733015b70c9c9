import path from 'node:path'

import { UnsupportedModelError } from '../../shared/errors.ts'
import { buildDecoder, buildEncoder, readAutoencoderConfig, type AutoencoderConfig } from './autoencoder.ts'
import { autoencoderKey, LatentCache } from './latent-cache.ts'
import type { Component, ModelSource } from './model-source.ts'
import { networkProblems } from './network-problems.ts'
import type { OnnxModel } from './onnx/graph.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'
import { float32, floatOutput, Session, targetOf, weightsDtype, type Device } from './session.ts'
import { buildTextEncoder } from './text-encoder.ts'
import { loadTokenizer } from './tokenizer.ts'
import { buildUnet, readUnetConfig, textTokens, type UnetConfig, type UnetOptions } from './unet.ts'
import { convertedBytes, prepareComponent, type ConversionProgress, type WeightsCache } from './weights-cache.ts'

export interface LoadOptions {
  readonly device: Device
  /** Where latents of encoded images are kept from one process to the next; default: nowhere. */
  readonly latentsFolder?: string
  readonly cache: WeightsCache
}

/** Latents of images that are kept: 131 kB each at 512x1024. A block has to fit. */
const maxKeptLatents = 1024

const partNames = ['vae', 'textEncoder', 'unet'] as const
type PartName = (typeof partNames)[number]

/**
 * A Stable Diffusion model on a device. Sessions are made when they are needed and, but for the U-Net's, given back right
 * after: encoder, decoder and text encoder run once per image or prompt and would only hold memory.
 */
export class StableDiffusion {
  readonly source: ModelSource
  readonly device: Device
  readonly unetConfig: UnetConfig
  readonly autoencoderConfig: AutoencoderConfig
  readonly scheduler: Scheduler
  private readonly options: LoadOptions
  private readonly prepared = new Map<PartName, Component>()
  private readonly embeddings = new Map<string, Float32Array>()
  private readonly latents = new Map<string, Float32Array>()
  private isWhole = false
  private cachedLatents: LatentCache | null = null
  private unet: { readonly key: string; readonly session: Session } | null = null

  /** Checks the configs of all parts. @throws UnsupportedModelError naming key, value and file */
  constructor(source: ModelSource, options: LoadOptions) {
    this.source = source
    this.options = options
    this.device = options.device
    this.unetConfig = readUnetConfig(source.unet)
    this.autoencoderConfig = readAutoencoderConfig(source.vae)
    this.scheduler = createScheduler(source.scheduler, source.path)
    if (this.unetConfig.latentChannels !== this.autoencoderConfig.latentChannels) {
      throw new UnsupportedModelError(
        `The U-Net works on ${this.unetConfig.latentChannels} latent channels and the autoencoder on ${this.autoencoderConfig.latentChannels}: they belong to different models.`,
        source.path,
      )
    }
  }

  /** Builds every network once, weights left where they are. @throws the first of what `networkProblems` finds */
  checkNetworks(): void {
    const [problem] = this.isWhole ? [] : networkProblems(this.source)
    if (problem) throw problem
    this.isWhole = true
  }

  /** [h, w] of the latents of an image of [H, W] pixels. */
  latentSize([height, width]: readonly [number, number]): [height: number, width: number] {
    const { factor } = this.autoencoderConfig
    return [height / factor, width / factor]
  }

  /** [C, h, w] of the latents of an image of [H, W] pixels. */
  latentShape(size: readonly [number, number]): [channels: number, height: number, width: number] {
    return [this.autoencoderConfig.latentChannels, ...this.latentSize(size)]
  }

  /**
   * Converts the weights of every part that the device cannot use as they are, so that no later call has to. `onProgress`
   * hears of bytes converted, where there is something to convert; what it throws ends the conversion and leaves nothing.
   * @returns sentences, where the converted weights are more than the cache may keep
   * @throws what `prepareComponent` throws
   */
  async prepareWeights(onProgress: (bytesDone: number, bytesTotal: number) => void): Promise<string[]> {
    const dtype = weightsDtype(this.device)
    const bytesOf = (part: PartName): number => (this.source[part] ? convertedBytes(this.source[part], dtype) : 0)
    const bytesTotal = partNames.reduce((sum, part) => sum + bytesOf(part), 0)
    const warnings = new Set<string>()
    let bytesBefore = 0
    for (const part of partNames.filter((name) => this.source[name])) {
      await this.component(part, ({ bytesDone, warning }) => {
        if (warning !== null) warnings.add(`${warning}.`)
        onProgress(bytesBefore + bytesDone, bytesTotal)
      })
      bytesBefore += bytesOf(part)
    }
    return [...warnings]
  }

  /**
   * The mode of each image's latents, times the scaling factor; the latents of images seen before are kept.
   * @param images tensors [3, H, W] in [-1, 1], and the hash of their pixels
   * @returns each [C, h, w]
   */
  async encode(
    images: readonly { readonly tensor: Float32Array; readonly hash: string }[],
    size: readonly [number, number],
    onEncoded: (done: number) => Promise<void>,
  ): Promise<Float32Array[]> {
    const [height, width] = size
    await this.recallLatents(images, size)
    const unseen = new Map(
      images.filter(({ hash }) => !this.latents.has(hash)).map(({ hash, tensor }) => [hash, tensor]),
    )
    if (unseen.size > 0) {
      const component = await this.component('vae')
      const session = await this.session(
        buildEncoder(component, { target: targetOf(this.device), height, width }),
        'extended',
      )
      try {
        for (const [i, [hash, tensor]] of [...unseen].entries()) {
          const outputs = await session.run({ image: float32(tensor, [1, 3, height, width]) }, ['mean'])
          const latents = floatOutput(outputs, 'mean').map((value) => value * this.autoencoderConfig.scalingFactor)
          this.keepLatents(hash, latents)
          await (await this.latentCache())?.put(hash, latents, this.latentShape(size))
          await onEncoded(images.length - unseen.size + i + 1)
        }
      } finally {
        await session.release()
      }
    }
    return images.map(({ hash }) => this.latents.get(hash)!)
  }

  /**
   * @param latents each [C, h, w], scaled
   * @returns each [3, H, W], about [-1, 1], not limited
   */
  async decode(
    latents: readonly Float32Array[],
    size: readonly [number, number],
    onDecoded: (done: number, image: Float32Array) => Promise<void>,
  ): Promise<Float32Array[]> {
    const [height, width] = size
    const component = await this.component('vae')
    const session = await this.session(
      buildDecoder(component, { target: targetOf(this.device), height, width }),
      'extended',
    )
    try {
      const images: Float32Array[] = []
      for (const scaled of latents) {
        const shape = [1, ...this.latentShape(size)]
        const unscaled = scaled.map((value) => value / this.autoencoderConfig.scalingFactor)
        const image = floatOutput(await session.run({ latents: float32(unscaled, shape) }), 'image')
        images.push(image)
        await onDecoded(images.length, image)
      }
      return images
    } finally {
      await session.release()
    }
  }

  /** Embeddings of a prompt, [77, text channels]; kept. */
  async embed(prompt: string): Promise<{ embeddings: Float32Array; truncated: boolean }> {
    const { tokenizer, textEncoder } = this.source
    const folder = tokenizer ? path.dirname(tokenizer.mergesFile) : null
    const { ids, truncated } = (await loadTokenizer(folder)).encode(prompt)
    const known = this.embeddings.get(prompt)
    if (known) return { embeddings: known, truncated }
    if (!textEncoder) {
      throw new UnsupportedModelError(
        `${this.source.name} has no text encoder, which even the empty prompt needs: choose a complete model.`,
        this.source.path,
      )
    }
    const component = await this.component('textEncoder')
    const session = await this.session(
      buildTextEncoder(component, { target: targetOf(this.device), tokens: textTokens }),
      'extended',
    )
    try {
      const outputs = await session.run({ ids: { type: 'int64', data: ids, shape: [1, textTokens] } })
      const embeddings = floatOutput(outputs, 'embeddings')
      this.embeddings.set(prompt, embeddings)
      return { embeddings, truncated }
    } finally {
      await session.release()
    }
  }

  /**
   * The U-Net with the given self-attention; the last one made is kept under `key`, which must name all that the options
   * say, and is given back before another is made.
   */
  async unetSession(key: string, options: Omit<UnetOptions, 'target'>): Promise<Session> {
    if (this.unet?.key === key) return this.unet.session
    await this.release()
    const component = await this.component('unet')
    const session = await this.session(buildUnet(component, { ...options, target: targetOf(this.device) }), 'all')
    this.unet = { key, session }
    return session
  }

  /** Gives the U-Net's memory back. */
  async release(): Promise<void> {
    const { unet } = this
    this.unet = null
    await unet?.session.release()
  }

  /** Takes latents that an earlier process has kept. */
  private async recallLatents(
    images: readonly { readonly hash: string }[],
    size: readonly [number, number],
  ): Promise<void> {
    const cache = await this.latentCache()
    if (!cache) return
    const count = this.latentShape(size).reduce((a, b) => a * b)
    for (const { hash } of images) {
      const latents = this.latents.has(hash) ? null : await cache.get(hash, count)
      if (latents) this.keepLatents(hash, latents)
    }
  }

  private async latentCache(): Promise<LatentCache | null> {
    const { latentsFolder } = this.options
    if (latentsFolder === undefined) return null
    this.cachedLatents ??= new LatentCache(latentsFolder, await autoencoderKey(this.source.vae, this.device))
    return this.cachedLatents
  }

  private keepLatents(hash: string, latents: Float32Array): void {
    const [oldest] = this.latents.keys()
    if (this.latents.size >= maxKeptLatents && oldest !== undefined) this.latents.delete(oldest)
    this.latents.set(hash, latents)
  }

  private async component(part: PartName, onProgress?: (progress: ConversionProgress) => void): Promise<Component> {
    const known = this.prepared.get(part)
    if (known) return known
    const component = this.source[part]
    if (!component) throw new Error(`the model has no ${part}`)
    const prepared = await prepareComponent(component, weightsDtype(this.device), this.options.cache, onProgress)
    this.prepared.set(part, prepared)
    return prepared
  }

  private session(model: OnnxModel, optimization: 'all' | 'extended'): Promise<Session> {
    return Session.create(model, this.device, optimization)
  }
}
