import { stat } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openModel } from '../../../src/main/diffusion/model-source.ts'
import { embeddedModel } from '../../../src/main/diffusion/resource-path.ts'
import { filesOf } from '../../../src/main/diffusion/weights/component.ts'
import { openOnCpu } from '../../bench/restyling/restyle.ts'

describe('the embedded model', () => {
  it('is opened and built by the code of any Stable Diffusion 1.x folder, and has every part', async () => {
    const model = await openOnCpu(embeddedModel())
    const { layout, unet, vae, textEncoder, tokenizer } = model.source
    expect(layout).toBe('diffusers')
    expect(unet.config['_class_name']).toBe('UNet2DConditionModel')
    expect(vae.config['_class_name']).toBe('AutoencoderKL')
    expect(textEncoder!.config['model_type']).toBe('clip_text_model')
    expect(tokenizer).not.toBeNull()
    const { embeddings } = await model.embed('')
    expect(embeddings).toHaveLength(77 * model.unetConfig.textChannels)
    expect(embeddings.every(Number.isFinite)).toBe(true)
  })

  it('has self-attention in the last two up blocks, where the method mixes', async () => {
    const { unet } = await openModel(embeddedModel())
    const blocks = unet.config['up_block_types'] as readonly string[]
    expect(blocks.slice(-2)).toEqual(['CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'])
  })

  it('takes at most 24 MB of safetensors in float16', async () => {
    const { unet, vae, textEncoder } = await openModel(embeddedModel())
    const parts = [unet, vae, textEncoder!].map(({ tensors }) => tensors)
    const files = parts.flatMap(filesOf)
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(24e6)
    expect(files.every((file) => file.endsWith('.safetensors'))).toBe(true)
    expect(new Set(parts.flatMap((tensors) => [...tensors.values()].map(({ dtype }) => dtype)))).toEqual(
      new Set(['F16']),
    )
  })
})
