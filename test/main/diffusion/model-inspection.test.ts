import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspectModel } from '../../../src/main/diffusion/model-inspection.ts'
import { openModel, type ModelSource } from '../../../src/main/diffusion/model-source.ts'
import { tinyCheckpoint } from './checkpoint-file.ts'
import { editJson, inHalfPrecision, tinyModelFolder } from './model-folder.ts'
import { temporaryFolder, tensorFile, writeIn } from './safetensors-files.ts'

describe('inspecting a model', () => {
  test('counts parameters, bytes and dtypes of each part, and finds nothing wrong with a whole one', async () => {
    const folder = tinyModelFolder()
    const inspection = inspectModel(await openModel(folder))
    const byPart = inspection.parts.map(({ part, parameters }) => [part, parameters])
    expect(byPart.slice(0, 2)).toEqual([
      ['unet', 2_162_996],
      ['vae', 437_847],
    ])
    expect(inspection.parts[0]).toMatchObject({
      bytes: 2_162_996 * 4,
      dtypes: [{ dtype: 'F32', tensors: 686 }],
      tensors: 686,
    })
    expect(inspection.parts[0]!.files).toEqual([path.join(folder, 'unet', 'diffusion_pytorch_model.safetensors')])
    const parameters = inspection.parts.reduce((sum, part) => sum + part.parameters, 0)
    expect(inspection.total).toEqual({
      parameters,
      bytes: parameters * 4,
      bytesInMemory: { fp32: parameters * 4, fp16: parameters * 2 },
    })
    expect(inspection).toMatchObject({
      problems: [],
      predictionType: 'epsilon',
      family: 'a model of other sizes, built like Stable Diffusion 1.x',
    })
  })

  test('the parts of a checkpoint share its file but not its bytes', async () => {
    const file = writeIn(temporaryFolder(), 'sd.safetensors', tinyCheckpoint().file)
    const { parts, total, problems } = inspectModel(await openModel(file))
    expect(parts.map(({ files }) => files)).toEqual([[file], [file], [file]])
    expect(total.bytes).toBe(total.parameters * 4)
    expect(problems).toEqual([])
  })

  test('buffers of whole numbers are not parameters, and half precision takes half the bytes', async () => {
    const folder = tinyModelFolder()
    const ids = { dtype: 'I64', shape: [1, 77], bytes: new Uint8Array(616) }
    const tensors = { ...inHalfPrecision('unet', 'diffusion_pytorch_model.safetensors'), 'a.position_ids': ids }
    writeFileSync(path.join(folder, 'unet', 'diffusion_pytorch_model.safetensors'), tensorFile(tensors))
    const [unet] = inspectModel(await openModel(folder)).parts
    expect(unet).toMatchObject({ parameters: 2_162_996, bytes: 2_162_996 * 2 + 616, tensors: 687 })
    expect(unet!.dtypes).toEqual([
      { dtype: 'F16', tensors: 686 },
      { dtype: 'I64', tensors: 1 },
    ])
  })

  test.each([
    [{}, 768, {}, 'Stable Diffusion 1.x'],
    [{ use_linear_projection: true }, 1024, {}, 'Stable Diffusion 2.x base'],
    [{ use_linear_projection: true }, 1024, { prediction_type: 'v_prediction' }, 'Stable Diffusion 2.x (v prediction)'],
    [{ use_linear_projection: true }, 768, {}, 'a model of other sizes, built like Stable Diffusion 2.x base'],
  ])('names the family of %j with %i numbers a token', async (config, width, scheduler, family) => {
    const model = await openModel(tinyModelFolder())
    const sizes = { block_out_channels: [320, 640, 1280, 1280], cross_attention_dim: width }
    const source: ModelSource = { ...model, scheduler, unet: { ...model.unet, config: { ...config, ...sizes } } }
    expect(inspectModel(source).family).toBe(family)
  })

  test('lists everything that is wrong at once', async () => {
    const folder = tinyModelFolder()
    editJson(path.join(folder, 'unet', 'config.json'), {
      cross_attention_dim: 768,
      out_channels: 8,
      _class_name: 'UNet2DModel',
    })
    editJson(path.join(folder, 'text_encoder', 'config.json'), { architectures: ['T5EncoderModel'] })
    const vae = Object.entries(inHalfPrecision('vae', 'diffusion_pytorch_model.safetensors'))
    const quantised = vae.map(
      ([name, { shape, bytes }]) =>
        [name, { dtype: 'F8_E4M3', shape, bytes: bytes.subarray(bytes.length / 2) }] as const,
    )
    writeFileSync(
      path.join(folder, 'vae', 'diffusion_pytorch_model.safetensors'),
      tensorFile(Object.fromEntries(quantised)),
    )
    rmSync(path.join(folder, 'tokenizer'), { recursive: true })
    const { problems, parts } = inspectModel(await openModel(folder))
    expect(problems).toEqual([
      expect.stringContaining('expected unet to be a UNet2DConditionModel, found "UNet2DModel"'),
      expect.stringContaining('and 243 more: expected 16, 32 or 64-bit floats, found F8_E4M3'),
      expect.stringContaining('expected text_encoder to be a CLIPTextModel, found "T5EncoderModel"'),
      'The parts do not fit: the output of the U-Net has 8 channels, the latent of the autoencoder 4',
      'The parts do not fit: the text that the U-Net reads has 768 channels, the output of the text encoder 32',
      expect.stringContaining('there is no tokenizer (vocab.json and merges.txt)'),
    ])
    expect(parts[1]!.parameters).toBe(437_847)
  })

  test('a model without a text encoder cannot read a prompt', async () => {
    const folder = tinyModelFolder()
    rmSync(path.join(folder, 'text_encoder'), { recursive: true })
    expect(inspectModel(await openModel(folder)).problems).toEqual([
      expect.stringContaining('there is no text encoder'),
    ])
  })
})
