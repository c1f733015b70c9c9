import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { splitCheckpoint, type CheckpointParts } from '../../../src/main/diffusion/checkpoint-keys.ts'
import { readSafetensorsHeader } from '../../../src/main/diffusion/safetensors.ts'
import { UnsupportedModelError, WeightsError } from '../../../src/shared/errors.ts'
import { oraclePath } from '../../oracle.ts'
import { originalAutoencoderName, originalUnetName, tinyCheckpoint } from './checkpoint-file.ts'
import { temporaryFolder, writeIn } from './safetensors-files.ts'

async function split(rename?: (name: string) => string | undefined): Promise<CheckpointParts> {
  const file = writeIn(temporaryFolder(), 'tiny.safetensors', tinyCheckpoint(rename).file)
  return splitCheckpoint((await readSafetensorsHeader(file)).tensors, file)
}

const configOf = (part: string) =>
  JSON.parse(readFileSync(oraclePath('tiny-sd', part, 'config.json'), 'utf8')) as Record<string, unknown>

describe('the keys of a single-file checkpoint', () => {
  test.each([
    ['down_blocks.1.attentions.0.proj_in.weight', 'input_blocks.4.1.proj_in.weight'],
    ['down_blocks.3.resnets.1.conv2.bias', 'input_blocks.11.0.out_layers.3.bias'],
    ['up_blocks.0.upsamplers.0.conv.weight', 'output_blocks.2.1.conv.weight'],
    ['up_blocks.3.resnets.2.conv_shortcut.weight', 'output_blocks.11.0.skip_connection.weight'],
    ['mid_block.resnets.1.norm1.weight', 'middle_block.2.in_layers.0.weight'],
  ])('the test names %s as the published SD 1.5 file does', (name, original) => {
    expect(originalUnetName(name)).toBe(original)
  })

  test.each([
    ['decoder.up_blocks.0.resnets.2.conv1.weight', 'decoder.up.3.block.2.conv1.weight'],
    ['decoder.mid_block.attentions.0.to_out.0.bias', 'decoder.mid.attn_1.proj_out.bias'],
    ['encoder.down_blocks.2.downsamplers.0.conv.bias', 'encoder.down.2.downsample.conv.bias'],
    ['encoder.down_blocks.1.resnets.0.conv_shortcut.bias', 'encoder.down.1.block.0.nin_shortcut.bias'],
  ])('the test names %s as the published autoencoder does', (name, original) => {
    expect(originalAutoencoderName(name)).toBe(original)
  })

  test('every tensor of the three parts comes back with its shape and its bytes, and nothing else does', async () => {
    const { file: content, expected } = tinyCheckpoint()
    const file = writeIn(temporaryFolder(), 'tiny.safetensors', content)
    const parts = splitCheckpoint((await readSafetensorsHeader(file)).tensors, file)
    for (const part of ['unet', 'vae', 'textEncoder'] as const) {
      const { tensors } = parts[part]!
      expect([...tensors.keys()].sort()).toEqual(Object.keys(expected[part]).sort())
      for (const [name, { shape, bytes }] of Object.entries(expected[part])) {
        const view = tensors.get(name)!
        expect(view.shape, name).toEqual(shape)
        expect(content.subarray(view.offset, view.offset + view.byteLength).equals(bytes), name).toBe(true)
      }
    }
  })

  test('the implied configs agree with the model, and are those of SD 1.5 where tensors cannot say', async () => {
    const { unet, vae, textEncoder, scheduler } = await split()
    const agree = (
      implied: Readonly<Record<string, unknown>>,
      config: Record<string, unknown>,
      except: Record<string, unknown>,
    ) => {
      const shared = Object.keys(implied).filter((key) => Object.hasOwn(config, key))
      const expected = shared.map((key) => [key, Object.hasOwn(except, key) ? except[key] : config[key]] as const)
      expect(Object.fromEntries(shared.map((key) => [key, implied[key]]))).toEqual(Object.fromEntries(expected))
      expect(shared.length).toBeGreaterThan(10)
    }
    agree(unet.config, configOf('unet'), { norm_num_groups: 32, sample_size: 64 })
    agree(vae.config, configOf('vae'), { norm_num_groups: 32, sample_size: 512 })
    const clip = { bos_token_id: 0, eos_token_id: 2, num_attention_heads: 0.5, projection_dim: 768 }
    agree(textEncoder!.config, configOf('text_encoder'), clip)
    const published = JSON.parse(
      readFileSync(oraclePath('tiny-sd', 'scheduler', 'scheduler_config.json'), 'utf8'),
    ) as object
    expect({ ...published, ...scheduler }).toEqual({ ...published, prediction_type: 'epsilon' })
  })

  test('a text encoder saved without the level "text_model" is found all the same', async () => {
    const { textEncoder } = await split((name) => name.replace('transformer.text_model.', 'transformer.'))
    expect([...textEncoder!.tensors.keys()].sort()).toEqual(Object.keys(tinyCheckpoint().expected.textEncoder).sort())
  })

  test('a checkpoint without its text encoder has none', async () => {
    expect((await split((name) => (name.startsWith('cond_stage_model') ? undefined : name))).textEncoder).toBeNull()
  })

  test('the marks of another schedule are not lost', async () => {
    const marked = await split((name) => ({ betas: 'v_pred', alphas_cumprod: 'ztsnr' })[name] ?? name)
    expect(marked.scheduler).toMatchObject({ prediction_type: 'v_prediction', rescale_betas_zero_snr: true })
  })

  test('a tensor with no place in SD 1.x is refused by name', async () => {
    const foreign = split((name) => name.replace('betas', 'model.diffusion_model.label_emb.0.0.weight'))
    await expect(foreign).rejects.toThrow(UnsupportedModelError)
    await expect(foreign).rejects.toThrow('"label_emb.0.0.weight" has no place in the U-Net')
    await expect(
      split((name) => name.replace('first_stage_model.quant_conv', 'first_stage_model.encoder.patch')),
    ).rejects.toThrow('no place in the autoencoder')
  })

  test('a checkpoint whose U-Net or autoencoder lacks what its config is read from says which tensor', async () => {
    const without = (part: string) => split((name) => (name.includes(part) ? undefined : name))
    await expect(without('input_blocks.0.0.weight')).rejects.toThrow(WeightsError)
    await expect(without('input_blocks.0.0.weight')).rejects.toThrow(
      'the U-Net is incomplete: expected a tensor for conv_in.weight, found none',
    )
    await expect(without('first_stage_model')).rejects.toThrow('the autoencoder is incomplete')
  })
})
