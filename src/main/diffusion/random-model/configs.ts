import type { Architecture } from './architecture.ts'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The configuration files of a diffusers folder, by path: the keys that SD 1.5's own files have. */
export function modelConfigs({ unet, vae, textEncoder, sampleSize }: Architecture): Record<string, string> {
  const unetConfig = {
    _class_name: 'UNet2DConditionModel',
    act_fn: 'silu',
    attention_head_dim: 8,
    block_out_channels: unet.channels,
    center_input_sample: false,
    cross_attention_dim: unet.contextWidth,
    down_block_types: ['CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D'],
    downsample_padding: 1,
    flip_sin_to_cos: true,
    freq_shift: 0,
    in_channels: 4,
    layers_per_block: 2,
    mid_block_scale_factor: 1,
    norm_eps: 1e-5,
    norm_num_groups: unet.groups,
    out_channels: 4,
    sample_size: sampleSize,
    up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
  }
  const vaeConfig = {
    _class_name: 'AutoencoderKL',
    act_fn: 'silu',
    block_out_channels: vae.channels,
    down_block_types: vae.channels.map(() => 'DownEncoderBlock2D'),
    in_channels: 3,
    latent_channels: 4,
    layers_per_block: 2,
    norm_num_groups: vae.groups,
    out_channels: 3,
    sample_size: 8 * sampleSize,
    scaling_factor: 0.18215,
    up_block_types: vae.channels.map(() => 'UpDecoderBlock2D'),
  }
  const textConfig = {
    architectures: ['CLIPTextModel'],
    bos_token_id: textEncoder.vocabulary - 2,
    eos_token_id: textEncoder.vocabulary - 1,
    hidden_act: 'quick_gelu',
    hidden_size: textEncoder.width,
    intermediate_size: 4 * textEncoder.width,
    layer_norm_eps: 1e-5,
    max_position_embeddings: 77,
    model_type: 'clip_text_model',
    num_attention_heads: textEncoder.heads,
    num_hidden_layers: textEncoder.layers,
    pad_token_id: 1,
    vocab_size: textEncoder.vocabulary,
  }
  const schedulerConfig = {
    _class_name: 'PNDMScheduler',
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    beta_start: 0.00085,
    num_train_timesteps: 1000,
    set_alpha_to_one: false,
    skip_prk_steps: true,
    steps_offset: 1,
    trained_betas: null,
    clip_sample: false,
  }
  const modelIndex = {
    _class_name: 'StableDiffusionPipeline',
    scheduler: ['diffusers', 'PNDMScheduler'],
    text_encoder: ['transformers', 'CLIPTextModel'],
    tokenizer: ['transformers', 'CLIPTokenizer'],
    unet: ['diffusers', 'UNet2DConditionModel'],
    vae: ['diffusers', 'AutoencoderKL'],
  }
  return {
    'model_index.json': json(modelIndex),
    'scheduler/scheduler_config.json': json(schedulerConfig),
    'text_encoder/config.json': json(textConfig),
    'unet/config.json': json(unetConfig),
    'vae/config.json': json(vaeConfig),
  }
}

const startToken = '<|startoftext|>'
const endToken = '<|endoftext|>'

/** The 256 characters that stand for bytes in CLIP's and GPT-2's vocabularies, in the order of their ids. */
function byteSymbols(): string[] {
  const span = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)
  const printable = [...span(33, 126), ...span(161, 172), ...span(174, 255)]
  const others = span(0, 255).filter((byte) => !printable.includes(byte))
  return [...printable, ...others.map((_, index) => 256 + index)].map((code) => String.fromCodePoint(code))
}

/** CLIP's tokenizer without merges: one token per byte, the two special tokens at the end of the vocabulary. */
export function tokenizerFiles({ textEncoder: { vocabulary } }: Architecture): Record<string, string> {
  const symbols = byteSymbols()
  const tokens = [...symbols, ...symbols.map((symbol) => `${symbol}</w>`)]
  const vocab = {
    ...Object.fromEntries(tokens.map((token, id) => [token, id])),
    [startToken]: vocabulary - 2,
    [endToken]: vocabulary - 1,
  }
  const special = { bos_token: startToken, eos_token: endToken, pad_token: endToken, unk_token: endToken }
  const tokenizerConfig = {
    add_prefix_space: false,
    ...special,
    do_lower_case: true,
    errors: 'replace',
    model_max_length: 77,
    tokenizer_class: 'CLIPTokenizer',
  }
  return {
    'tokenizer/vocab.json': json(vocab),
    'tokenizer/merges.txt': '#version: 0.2\n',
    'tokenizer/special_tokens_map.json': json(special),
    'tokenizer/tokenizer_config.json': json(tokenizerConfig),
  }
}
