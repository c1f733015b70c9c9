import { WeightsError } from '../../../shared/errors.ts'
import type { TensorView } from './header.ts'

/**
 * The configs of Stable Diffusion 1.x for weights that come without: sizes are read from the tensors (by their diffusers
 * names), everything else is what the `config.json` files of SD 1.5 say.
 */

type Config = Readonly<Record<string, unknown>>
type Tensors = ReadonlyMap<string, TensorView>

export function unetConfig(tensors: Tensors, file: string): Config {
  const sizeOf = sizesIn(tensors, 'U-Net', file)
  const levels = countOf(tensors, (level) => `down_blocks.${level}.resnets.0.conv1.weight`)
  const withAttention = (block: string) => tensors.has(`${block}.attentions.0.norm.weight`)
  const blockTypes = (direction: 'down' | 'up', plain: string, crossAttention: string) =>
    Array.from({ length: levels }, (_, i) => (withAttention(`${direction}_blocks.${i}`) ? crossAttention : plain))
  return {
    _class_name: 'UNet2DConditionModel',
    act_fn: 'silu',
    attention_head_dim: 8,
    block_out_channels: Array.from({ length: levels }, (_, i) => sizeOf(`down_blocks.${i}.resnets.0.conv1.weight`, 0)),
    center_input_sample: false,
    cross_attention_dim: sizeOf('mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight', 1),
    down_block_types: blockTypes('down', 'DownBlock2D', 'CrossAttnDownBlock2D'),
    downsample_padding: 1,
    flip_sin_to_cos: true,
    freq_shift: 0,
    in_channels: sizeOf('conv_in.weight', 1),
    layers_per_block: countOf(tensors, (layer) => `down_blocks.0.resnets.${layer}.conv1.weight`),
    mid_block_scale_factor: 1,
    norm_eps: 1e-5,
    norm_num_groups: 32,
    out_channels: sizeOf('conv_out.weight', 0),
    sample_size: 64,
    up_block_types: blockTypes('up', 'UpBlock2D', 'CrossAttnUpBlock2D'),
    use_linear_projection: tensors.get('mid_block.attentions.0.proj_in.weight')?.shape.length === 2,
  }
}

export function autoencoderConfig(tensors: Tensors, file: string): Config {
  const sizeOf = sizesIn(tensors, 'autoencoder', file)
  const levels = countOf(tensors, (level) => `encoder.down_blocks.${level}.resnets.0.conv1.weight`)
  const channels = (_: unknown, level: number) => sizeOf(`encoder.down_blocks.${level}.resnets.0.conv1.weight`, 0)
  return {
    _class_name: 'AutoencoderKL',
    act_fn: 'silu',
    block_out_channels: Array.from({ length: levels }, channels),
    down_block_types: Array.from({ length: levels }, () => 'DownEncoderBlock2D'),
    in_channels: sizeOf('encoder.conv_in.weight', 1),
    latent_channels: sizeOf('decoder.conv_in.weight', 1),
    layers_per_block: countOf(tensors, (layer) => `encoder.down_blocks.0.resnets.${layer}.conv1.weight`),
    norm_num_groups: 32,
    out_channels: sizeOf('decoder.conv_out.weight', 0),
    sample_size: 512,
    scaling_factor: 0.18215,
    up_block_types: Array.from({ length: levels }, () => 'UpDecoderBlock2D'),
  }
}

export function textEncoderConfig(tensors: Tensors, file: string): Config {
  const sizeOf = sizesIn(tensors, 'text encoder', file)
  const hiddenSize = sizeOf('text_model.embeddings.token_embedding.weight', 1)
  return {
    architectures: ['CLIPTextModel'],
    bos_token_id: 0,
    eos_token_id: 2,
    hidden_act: 'quick_gelu',
    hidden_size: hiddenSize,
    intermediate_size: sizeOf('text_model.encoder.layers.0.mlp.fc1.weight', 0),
    layer_norm_eps: 1e-5,
    max_position_embeddings: sizeOf('text_model.embeddings.position_embedding.weight', 0),
    model_type: 'clip_text_model',
    num_attention_heads: hiddenSize / 64,
    num_hidden_layers: countOf(tensors, (layer) => `text_model.encoder.layers.${layer}.mlp.fc1.weight`),
    pad_token_id: 1,
    projection_dim: 768,
    vocab_size: sizeOf('text_model.embeddings.token_embedding.weight', 0),
  }
}

/** `v_pred` and `ztsnr` are empty marks that trainers put into checkpoints which depart from SD 1.x's schedule. */
export function schedulerConfig(checkpoint: Tensors): Config {
  return {
    _class_name: 'PNDMScheduler',
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    beta_start: 0.00085,
    clip_sample: false,
    num_train_timesteps: 1000,
    prediction_type: checkpoint.has('v_pred') ? 'v_prediction' : 'epsilon',
    ...(checkpoint.has('ztsnr') && { rescale_betas_zero_snr: true }),
    set_alpha_to_one: false,
    skip_prk_steps: true,
    steps_offset: 1,
    trained_betas: null,
  }
}

function sizesIn(tensors: Tensors, part: string, file: string) {
  return (name: string, dimension: number): number => {
    const size = tensors.get(name)?.shape[dimension]
    if (size === undefined) {
      const found = tensors.has(name) ? 'a shape with fewer dimensions' : 'none'
      throw new WeightsError(`${file}: the ${part} is incomplete: expected a tensor for ${name}, found ${found}`, file)
    }
    return size
  }
}

function countOf(tensors: Tensors, nameOf: (index: number) => string): number {
  let count = 0
  while (tensors.has(nameOf(count))) count++
  return count
}
