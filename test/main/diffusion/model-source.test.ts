import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/diffusion/model-source.ts'
import { FileMissingError, UnsupportedModelError, WeatherglassError, WeightsError } from '../../../src/shared/errors.ts'
import { tinyCheckpoint } from './checkpoint-file.ts'
import { editJson, inHalfPrecision, shardUnet, tinyHubCache, tinyModelFolder } from './model-folder.ts'
import { float32, rawFile, temporaryFolder, tensorFile, writeIn } from './safetensors-files.ts'

const unetFile = 'diffusion_pytorch_model.safetensors'

async function refusal(modelPath: string): Promise<WeatherglassError> {
  const error: unknown = await openModel(modelPath).then(
    () => new Error('was accepted'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(WeatherglassError)
  expect((error as Error).message).not.toContain('\n')
  return error as WeatherglassError
}

describe('a diffusers folder', () => {
  test('is opened with its parts, configs and tokenizer', async () => {
    const folder = tinyModelFolder()
    const model = await openModel(folder)
    expect(model).toMatchObject({ path: folder, name: 'tiny-sd', layout: 'diffusers' })
    expect(model.unet.config['block_out_channels']).toEqual([16, 32, 64, 64])
    expect(model.unet.configFile).toBe(path.join(folder, 'unet', 'config.json'))
    expect(model.unet.folder).toBe(path.join(folder, 'unet'))
    expect(model.unet.tensors.get('conv_in.weight')!.shape).toEqual([16, 4, 3, 3])
    expect(model.vae.tensors.size).toBe(244)
    expect(model.textEncoder!.tensors.has('text_model.final_layer_norm.weight')).toBe(true)
    expect(model.scheduler['beta_schedule']).toBe('scaled_linear')
    expect(model.tokenizer!.mergesFile).toBe(path.join(folder, 'tokenizer', 'merges.txt'))
  })

  test('may be given by its model_index.json, and may lack text encoder and tokenizer', async () => {
    const folder = tinyModelFolder()
    rmSync(path.join(folder, 'text_encoder'), { recursive: true })
    rmSync(path.join(folder, 'tokenizer'), { recursive: true })
    expect(await openModel(path.join(folder, 'model_index.json'))).toMatchObject({ textEncoder: null, tokenizer: null })
  })

  test('full precision is preferred where both are there, and half precision taken where asked for or alone', async () => {
    const folder = tinyModelFolder()
    const half = path.join(folder, 'unet', 'diffusion_pytorch_model.fp16.safetensors')
    writeFileSync(half, tensorFile(inHalfPrecision('unet', unetFile)))
    const dtypeOf = async (options = {}) => (await openModel(folder, options)).unet.tensors.get('conv_in.bias')!.dtype
    expect(await dtypeOf()).toBe('F32')
    expect(await dtypeOf({ variant: 'fp16' })).toBe('F16')
    expect((await openModel(folder, { variant: 'fp16' })).vae.tensors.get('quant_conv.bias')!.dtype).toBe('F32')
    rmSync(path.join(folder, 'unet', unetFile))
    expect(await dtypeOf()).toBe('F16')
  })

  test('sharded weights are the same tensors in two files', async () => {
    const folder = tinyModelFolder()
    const whole = await openModel(folder)
    rmSync(path.join(folder, 'unet', unetFile))
    const shards = shardUnet(folder)
    const sharded = await openModel(folder)
    expect([...sharded.unet.tensors.keys()].sort()).toEqual([...whole.unet.tensors.keys()].sort())
    expect(new Set(Array.from(sharded.unet.tensors.values(), ({ file }) => path.basename(file)))).toEqual(
      new Set(shards),
    )
    expect(sharded.fingerprint).not.toBe(whole.fingerprint)
    rmSync(path.join(folder, 'unet', shards[1]!))
    expect((await refusal(folder)).message).toContain(`${shards[1]}: this shard of the weights is missing`)
  })

  test('sharded half precision is found by its index', async () => {
    const folder = tinyModelFolder()
    shardUnet(folder, 'fp16')
    const files = (await openModel(folder, { variant: 'fp16' })).unet.tensors.get('conv_in.bias')!.file
    expect(files).toContain('.fp16-0000')
    expect((await openModel(folder)).unet.tensors.get('conv_in.bias')!.file).toContain(unetFile)
  })

  test.each([
    ['../../elsewhere.safetensors', 'expected the name of a safetensors file in the same folder'],
    ['model.bin', 'expected the name of a safetensors file in the same folder'],
    [3, 'expected the name of a safetensors file in the same folder'],
    ['one-00001-of-00001.safetensors', 'expected tensor "conv_in.nothing" in one-00001-of-00001.safetensors'],
  ])('an index that names %s is refused', async (shard, message) => {
    const folder = tinyModelFolder()
    const unet = path.join(folder, 'unet')
    renameSync(path.join(unet, unetFile), path.join(unet, 'one-00001-of-00001.safetensors'))
    writeIn(unet, `${unetFile}.index.json`, JSON.stringify({ weight_map: { 'conv_in.nothing': shard } }))
    expect((await refusal(folder)).message).toContain(message)
  })

  test.each([
    ['unet/config.json', FileMissingError, 'unet/config.json: there is no such file: the model is incomplete'],
    [`vae/${unetFile}`, FileMissingError, `vae/${unetFile}: there is no such file`],
    ['text_encoder/model.safetensors', FileMissingError, 'text_encoder/model.safetensors: there is no such file'],
    ['scheduler/scheduler_config.json', FileMissingError, 'scheduler_config.json: there is no such file'],
    ['vae', FileMissingError, 'vae/diffusion_pytorch_model.safetensors: there is no such file'],
    ['unet', FileMissingError, 'unet/config.json: there is no such file'],
  ])('without %s says so', async (missing, kind, message) => {
    const folder = tinyModelFolder()
    rmSync(path.join(folder, missing), { recursive: true })
    const error = await refusal(folder)
    expect(error).toBeInstanceOf(kind)
    expect(error.message).toContain(message)
  })

  test.each([
    ['not JSON', '{', 'expected JSON, found something else'],
    ['a list', '[]', 'expected a JSON object, found an array'],
  ])('a config that is %s is named', async (_what, content, message) => {
    const folder = tinyModelFolder()
    const file = writeIn(path.join(folder, 'vae'), 'config.json', content)
    const error = await refusal(folder)
    expect(error).toBeInstanceOf(WeightsError)
    expect(error.message).toContain(`${file}: ${message}`)
  })

  test('weights in a pickle alone are refused with the reason', async () => {
    const folder = tinyModelFolder()
    renameSync(path.join(folder, 'unet', unetFile), path.join(folder, 'unet', 'diffusion_pytorch_model.bin'))
    const error = await refusal(folder)
    expect(error).toBeInstanceOf(UnsupportedModelError)
    expect(error.message).toMatch(
      /diffusion_pytorch_model\.bin: is a pickle.*can run any code.*safe_serialization=True/,
    )
  })

  test('a folder of ONNX graphs is refused as such', async () => {
    const folder = temporaryFolder()
    mkdirSync(path.join(folder, 'unet'))
    writeIn(path.join(folder, 'unet'), 'model.onnx', 'x')
    expect((await refusal(folder)).message).toContain('model.onnx: is an ONNX graph')
  })

  test.each([
    ['StableDiffusionXLPipeline', 'is a Stable Diffusion XL model'],
    ['StableDiffusion3Pipeline', 'is a Stable Diffusion 3 model'],
    ['FluxPipeline', 'is a FLUX model'],
    ['StableDiffusionInpaintPipeline', 'is an inpainting model'],
    ['StableDiffusionControlNetPipeline', 'is a ControlNet'],
    ['PixArtAlphaPipeline', 'is made for PixArtAlphaPipeline'],
  ])('a %s is refused in one sentence', async (className, message) => {
    const folder = tinyModelFolder()
    editJson(path.join(folder, 'model_index.json'), { _class_name: className })
    expect((await refusal(folder)).message).toContain(message)
  })

  test('an inpainting U-Net in an ordinary folder is named by its input channels', async () => {
    const folder = tinyModelFolder()
    editJson(path.join(folder, 'unet', 'config.json'), { in_channels: 9 })
    expect((await refusal(folder)).message).toContain(
      'expected a U-Net of 4 input channels, as many as the latents have, found 9 (an inpainting model)',
    )
  })

  test('the fingerprint follows configs, headers and weights, not the place or the order of keys', async () => {
    const folder = tinyModelFolder()
    const { fingerprint } = await openModel(folder)
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect((await openModel(tinyModelFolder())).fingerprint).toBe(fingerprint)
    const config = path.join(folder, 'unet', 'config.json')
    const entries = Object.entries(JSON.parse(readFileSync(config, 'utf8')) as object).reverse()
    writeFileSync(config, JSON.stringify(Object.fromEntries(entries)))
    expect((await openModel(folder)).fingerprint).toBe(fingerprint)
    editJson(path.join(folder, 'scheduler', 'scheduler_config.json'), { prediction_type: 'v_prediction' })
    const other = (await openModel(folder)).fingerprint
    expect(other).not.toBe(fingerprint)
    editJson(config, { norm_eps: 1e-6 })
    expect((await openModel(folder)).fingerprint).not.toBe(other)
  })

  test('two trainings of one architecture have different fingerprints, though their headers are the same', async () => {
    const [folder, trainedOn] = [tinyModelFolder(), tinyModelFolder()]
    const { file, offset } = (await openModel(trainedOn)).vae.tensors.get('quant_conv.bias')!
    const bytes = readFileSync(file)
    bytes.writeFloatLE(bytes.readFloatLE(offset) + 1, offset)
    writeFileSync(file, bytes)
    expect((await openModel(trainedOn)).fingerprint).not.toBe((await openModel(folder)).fingerprint)
  })
})

describe('the Hugging Face cache', () => {
  test('a snapshot is opened through its links, and a model folder by refs/main', async () => {
    const repository = tinyHubCache()
    const snapshot = path.join(repository, 'snapshots', '0123abcd')
    for (const given of [repository, snapshot]) {
      const model = await openModel(given)
      expect(model).toMatchObject({ path: given, name: 'weatherglass/tiny-sd' })
      const { file } = model.unet.tensors.get('conv_in.weight')!
      expect(file).toBe(path.join(repository, 'blobs', `unet-${unetFile}`))
      expect(realpathSync(file)).toBe(file)
      expect(model.unet.folder).toBe(path.join(repository, 'blobs'))
      expect(model.tokenizer!.vocabFile).toBe(path.join(repository, 'blobs', 'tokenizer-vocab.json'))
    }
  })

  test('without refs/main the only snapshot is taken; of several, one must be given', async () => {
    const repository = tinyHubCache()
    writeIn(path.join(repository, 'refs'), 'main', 'ffff')
    expect((await openModel(repository)).name).toBe('weatherglass/tiny-sd')
    mkdirSync(path.join(repository, 'snapshots', '9876'))
    expect((await refusal(repository)).message).toContain('found 2 snapshots (0123abcd, 9876): give the folder of one')
    writeIn(path.join(repository, 'refs'), 'main', '0123abcd\n')
    expect((await openModel(repository)).name).toBe('weatherglass/tiny-sd')
  })

  test.each(['unet-config.json', `vae-${unetFile}`, 'scheduler-scheduler_config.json', 'tokenizer-merges.txt'])(
    'an interrupted download that lacks %s says which file is missing',
    async (blob) => {
      const repository = tinyHubCache()
      rmSync(path.join(repository, 'blobs', blob))
      const error = await refusal(repository)
      expect(error).toBeInstanceOf(FileMissingError)
      expect(error.message).toContain(
        `${path.sep}${blob.replace('-', path.sep)}: the link points at a file that is not there (an interrupted download)`,
      )
    },
  )

  test('a download of the checkpoint alone is opened; a whole cache asks for one model', async () => {
    const folder = temporaryFolder()
    const snapshot = path.join(folder, 'models--org--sd', 'snapshots', 'abc')
    mkdirSync(snapshot, { recursive: true })
    const blob = writeIn(folder, 'blob', tinyCheckpoint().file)
    symlinkSync(blob, path.join(snapshot, 'v1-5-pruned-emaonly.safetensors'))
    const model = await openModel(path.join(folder, 'models--org--sd'))
    expect(model).toMatchObject({ layout: 'single-file', name: 'v1-5-pruned-emaonly' })
    expect(model.unet.tensors.get('conv_in.weight')!.file).toBe(blob)
    expect((await refusal(folder)).message).toContain(
      'is a Hugging Face cache: give the folder of one model in it (models--org--sd)',
    )
  })
})

describe('a single file', () => {
  test('a checkpoint is opened with implied configs and no tokenizer', async () => {
    const file = writeIn(temporaryFolder(), 'sd.v1.safetensors', tinyCheckpoint().file)
    const model = await openModel(file)
    expect(model).toMatchObject({ path: file, name: 'sd.v1', layout: 'single-file', tokenizer: null })
    expect(model.vae.configFile).toBe(file)
    expect(model.vae.folder).toBe(path.dirname(file))
    expect(model.textEncoder!.tensors.size).toBe(52)
    expect(model.scheduler['prediction_type']).toBe('epsilon')
  })

  test.each(['.ckpt', '.bin', '.pt', '.pth'])(
    'a pickle named %s is refused without being opened',
    async (extension) => {
      const error = await refusal(writeIn(temporaryFolder(), `model${extension}`, ''))
      expect(error).toBeInstanceOf(UnsupportedModelError)
      expect(error.message).toContain("is a pickle (PyTorch's old format), which can run any code")
    },
  )

  test('a pickle that is named safetensors is refused all the same', async () => {
    const file = writeIn(
      temporaryFolder(),
      'model.safetensors',
      Buffer.from('PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0', 'latin1'),
    )
    expect((await refusal(file)).message).toContain('which can run any code')
  })

  test('a missing path and a dangling link are told apart', async () => {
    const folder = temporaryFolder()
    expect((await refusal(path.join(folder, 'none'))).message).toContain('found nothing there')
    symlinkSync('gone', path.join(folder, 'link.safetensors'))
    expect((await refusal(path.join(folder, 'link.safetensors'))).message).toContain('an interrupted download')
  })

  const zeros = (shape: number[]) => float32(shape, new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0))
  test.each<[names: string, message: string]>([
    ['lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight', 'holds a LoRA'],
    ['unet.down_blocks.0.attentions.0.proj_in.lora_A.weight', 'holds a LoRA'],
    ['control_model.input_blocks.0.0.weight', 'holds a ControlNet'],
    ['conditioner.embedders.1.model.ln_final.bias', 'holds a Stable Diffusion XL model'],
    ['model.diffusion_model.joint_blocks.0.x_block.attn.proj.bias', 'holds a Stable Diffusion 3 model'],
    ['double_blocks.0.img_attn.norm.key_norm.scale', 'holds a FLUX model'],
    [
      'cond_stage_model.model.ln_final.bias',
      'cannot say whether it predicts the noise or v: give the diffusers folder',
    ],
    ['emb_params', 'holds a textual inversion'],
    ['down_blocks.0.resnets.0.conv1.weight', "holds a U-Net alone: give the model's folder"],
    ['decoder.mid.block_1.conv1.weight', 'holds an autoencoder (VAE) alone'],
    ['first_stage_model.quant_conv.weight', 'holds an autoencoder (VAE) alone'],
    ['text_model.embeddings.position_embedding.weight', 'holds a text encoder alone'],
    ['model.diffusion_model.input_blocks.0.0.weight', 'has no autoencoder'],
    ['blk.0.attn_q.weight', 'holds 1 tensors, but none of a Stable Diffusion checkpoint'],
  ])('with %s is refused: it %s', async (name, message) => {
    const error = await refusal(writeIn(temporaryFolder(), 'x.safetensors', tensorFile({ [name]: zeros([1, 1]) })))
    expect(error).toBeInstanceOf(UnsupportedModelError)
    expect(error.message).toContain(message)
  })

  test('an SD 2.x checkpoint is recognised without its text encoder, too', async () => {
    const context = 'model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k.weight'
    const names = ['model.diffusion_model.input_blocks.0.0.weight', 'first_stage_model.quant_conv.weight']
    const tensors = { [context]: zeros([1, 1024]), ...Object.fromEntries(names.map((name) => [name, zeros([1])])) }
    const file = writeIn(temporaryFolder(), 'x.safetensors', tensorFile(tensors))
    expect((await refusal(file)).message).toContain('Stable Diffusion 2.x checkpoint, which cannot say')
  })

  test('a damaged checkpoint is a WeightsError', async () => {
    const file = writeIn(temporaryFolder(), 'x.safetensors', rawFile('{"a":1}'))
    expect(await refusal(file)).toBeInstanceOf(WeightsError)
  })
})

describe('a folder that is no model', () => {
  test('an empty one says what is expected', async () => {
    expect((await refusal(temporaryFolder())).message).toContain(
      'is no Stable Diffusion model: expected the folders unet, vae',
    )
  })

  test('several checkpoints ask for one of them, a pickle is refused', async () => {
    const folder = temporaryFolder()
    writeIn(folder, 'model.ckpt', '')
    expect((await refusal(folder)).message).toContain('model.ckpt: is a pickle')
    writeIn(folder, 'a.safetensors', '')
    writeIn(folder, 'b.safetensors', '')
    expect((await refusal(folder)).message).toContain(
      '2 .safetensors files (a.safetensors, b.safetensors): give one of them',
    )
  })

  test('a part, a ControlNet and a transformer are named', async () => {
    const model = tinyModelFolder()
    expect((await refusal(path.join(model, 'unet'))).message).toContain(
      'is the U-Net of a model alone: give the folder above it',
    )
    expect((await refusal(path.join(model, 'text_encoder'))).message).toContain('is the text encoder of a model alone')
    const other = temporaryFolder()
    writeIn(other, 'config.json', '{"_class_name":"ControlNetModel"}')
    expect((await refusal(other)).message).toContain('is a ControlNet')
    mkdirSync(path.join(other, 'transformer'))
    expect((await refusal(other)).message).toContain('built on a transformer')
  })
})
