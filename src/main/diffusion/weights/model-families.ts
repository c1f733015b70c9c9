import type { TensorView } from './header.ts'

const wanted = 'Weatherglass needs a whole Stable Diffusion 1.x or 2.x base model'

const secondVersion =
  'holds a Stable Diffusion 2.x checkpoint, which cannot say whether it predicts the noise or v: give the diffusers folder of the model, whose scheduler config says it'

interface Family {
  /** What the tensors' names show. */
  readonly shows: RegExp
  readonly sentence: string
}

/** Kinds of safetensors files that are not a Stable Diffusion 1.x checkpoint, the most telling names first. */
const families: readonly Family[] = [
  {
    shows: /(^|[._])lora_|\.lora[._AB]|\.hada_w|\.lokr_|\.dora_scale$/,
    sentence: `holds a LoRA, a change to a model and not a model: merge it into a model (diffusers: fuse_lora, save_pretrained) and give that`,
  },
  {
    shows: /^control_model\.|controlnet_cond_embedding\.|^input_hint_block\./,
    sentence: `holds a ControlNet, which steers a model and is none: ${wanted}`,
  },
  { shows: /^(image_proj|ip_adapter)\./, sentence: `holds an IP-Adapter, which steers a model and is none: ${wanted}` },
  { shows: /motion_modules\./, sentence: `holds the motion module of AnimateDiff: ${wanted}` },
  {
    shows: /^(emb_params|string_to_param\.\*)$/,
    sentence: `holds a textual inversion, one word for a model and not a model: ${wanted}`,
  },
  {
    shows: /double_stream_modulation|(^|\.)double_blocks\.|single_transformer_blocks\./,
    sentence: `holds a FLUX model: ${wanted}`,
  },
  { shows: /(^|\.)joint_blocks\./, sentence: `holds a Stable Diffusion 3 model: ${wanted}` },
  {
    shows: /^conditioner\.embedders\.|^(model\.diffusion_model\.)?label_emb\.|^add_embedding\./,
    sentence: `holds a Stable Diffusion XL model: ${wanted}`,
  },
  {
    shows: /^cond_stage_model\.model\./,
    sentence: secondVersion,
  },
]

/** A part that was given for the whole. */
const parts: readonly Family[] = [
  { shows: /^(down_blocks|input_blocks)\.0\./, sentence: 'holds a U-Net alone' },
  {
    shows: /^(encoder|decoder)\.(down|up|down_blocks|up_blocks|mid|mid_block|conv_in)\./,
    sentence: 'holds an autoencoder (VAE) alone',
  },
  { shows: /^text_model\./, sentence: 'holds a text encoder alone' },
]

/**
 * Why the tensors of a single file cannot be taken as a Stable Diffusion 1.x checkpoint, as the rest of a sentence that
 * begins with the file's name; undefined where they can.
 */
export function describeForeignTensors(tensors: ReadonlyMap<string, TensorView>): string | undefined {
  const names = [...tensors.keys()]
  const shown = (family: Family) => names.some((name) => family.shows.test(name))
  const foreign = families.find(shown)
  if (foreign) return foreign.sentence
  const hasUnet = tensors.has('model.diffusion_model.input_blocks.0.0.weight')
  const hasAutoencoder = names.some((name) => name.startsWith('first_stage_model.'))
  if (hasUnet && !hasAutoencoder)
    return 'has no autoencoder (VAE; tensors named first_stage_model.*): give the full checkpoint'
  if (hasUnet && contextWidth(tensors) === 1024) return secondVersion
  if (hasUnet) return undefined
  const part = hasAutoencoder ? parts[1] : parts.find(shown)
  if (part)
    return `${part.sentence}: give the model's folder (with unet, vae, text_encoder and scheduler) or its full checkpoint`
  return `holds ${names.length} tensors, but none of a Stable Diffusion checkpoint (model.diffusion_model.*): ${wanted}`
}

/** What the U-Net's cross attention reads: 768 numbers a token in SD 1.x, 1024 in SD 2.x. */
function contextWidth(tensors: ReadonlyMap<string, TensorView>): number | undefined {
  const name = 'model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k.weight'
  return tensors.get(name)?.shape[1]
}

/** Classes of pipelines and models, as `model_index.json` and `config.json` name them, that look alike but are not it. */
const classes: readonly (readonly [shows: RegExp, family: string])[] = [
  [/ControlNet/, 'a ControlNet'],
  [/XL/, 'a Stable Diffusion XL model'],
  [/(StableDiffusion|SD)3/, 'a Stable Diffusion 3 model'],
  [/Flux/, 'a FLUX model'],
  [/Inpaint/, 'an inpainting model'],
  [/InstructPix2Pix/, 'an InstructPix2Pix model'],
  [/Upscale/, 'an upscaler'],
  [/Depth2Img/, 'a depth-to-image model'],
  [/Onnx/, 'a model of ONNX graphs'],
  [/Flax/, 'a model of Flax weights'],
]

/** The same for the `_class_name` of a folder; undefined for a Stable Diffusion pipeline. */
export function describeForeignClass(className: string): string | undefined {
  const family = classes.find(([shows]) => shows.test(className))?.[1]
  if (family) return `is ${family} (${className}): ${wanted}`
  if (className.startsWith('StableDiffusion')) return undefined
  return `is made for ${className}: ${wanted}`
}
