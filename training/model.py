"""The Stable Diffusion 1.x networks in plain PyTorch, with the weight names and configuration keys of diffusers.

Only what the embedded model needs: AutoencoderKL and UNet2DConditionModel. The modules are small on purpose; the
configuration decides the sizes, as it does in the application, which loads the exported files with the code that
loads Stable Diffusion 1.5.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class GroupNorm(nn.GroupNorm):
    """Group norm that computes in float32 under autocast (bfloat16 statistics are too coarse)."""

    def forward(self, x):
        return F.group_norm(x.float(), self.num_groups, self.weight, self.bias, self.eps)


class LayerNorm(nn.LayerNorm):
    def forward(self, x):
        return F.layer_norm(x.float(), self.normalized_shape, self.weight, self.bias, self.eps)


class ResnetBlock2D(nn.Module):
    def __init__(self, channels_in, channels_out, groups, eps, time_channels=None):
        super().__init__()
        self.norm1 = GroupNorm(groups, channels_in, eps)
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, padding=1)
        if time_channels:
            self.time_emb_proj = nn.Linear(time_channels, channels_out)
        self.norm2 = GroupNorm(groups, channels_out, eps)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1)
        if channels_in != channels_out:
            self.conv_shortcut = nn.Conv2d(channels_in, channels_out, 1)

    def forward(self, x, time_embedding=None):
        h = self.conv1(F.silu(self.norm1(x)))
        if time_embedding is not None:
            h = h + self.time_emb_proj(F.silu(time_embedding))[:, :, None, None]
        h = self.conv2(F.silu(self.norm2(h)))
        return (self.conv_shortcut(x) if hasattr(self, "conv_shortcut") else x) + h


class Downsample2D(nn.Module):
    """Stride-2 convolution; the autoencoder pads right and bottom by one, the U-Net all sides."""

    def __init__(self, channels, asymmetric):
        super().__init__()
        self.asymmetric = asymmetric
        self.conv = nn.Conv2d(channels, channels, 3, stride=2, padding=0 if asymmetric else 1)

    def forward(self, x):
        return self.conv(F.pad(x, (0, 1, 0, 1)) if self.asymmetric else x)


class Upsample2D(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


def split_heads(x, heads):
    batch, tokens, channels = x.shape
    return x.view(batch, tokens, heads, channels // heads).transpose(1, 2).reshape(batch * heads, tokens, -1)


def join_heads(x, heads):
    rows, tokens, channels = x.shape
    return x.view(rows // heads, heads, tokens, channels).transpose(1, 2).reshape(rows // heads, tokens, -1)


def scaled_dot_product_attention(query, key, value):
    scores = torch.bmm(query * query.shape[-1] ** -0.5, key.transpose(1, 2))
    return torch.bmm(torch.softmax(scores, -1), value)


class Attention(nn.Module):
    """Multi-head attention. `source`, if set, maps the tokens of this layer to the tokens that K and V are read
    from (the second view of training); `mixer`, if set, replaces the attention itself (the method under test)."""

    def __init__(self, channels, context_channels, heads):
        super().__init__()
        self.heads = heads
        self.source = None
        self.mixer = None
        self.to_q = nn.Linear(channels, channels, bias=False)
        self.to_k = nn.Linear(context_channels, channels, bias=False)
        self.to_v = nn.Linear(context_channels, channels, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(channels, channels)])

    def forward(self, x, context=None):
        context = x if context is None else context
        if self.source is not None:
            context = self.source(context)
        query, key, value = (split_heads(t, self.heads) for t in (self.to_q(x), self.to_k(context), self.to_v(context)))
        attend = self.mixer or scaled_dot_product_attention
        return self.to_out[0](join_heads(attend(query, key, value), self.heads))


class GEGLU(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.proj = nn.Linear(channels, 8 * channels)

    def forward(self, x):
        value, gate = self.proj(x).chunk(2, -1)
        return value * F.gelu(gate)


class FeedForward(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.net = nn.ModuleList([GEGLU(channels), nn.Identity(), nn.Linear(4 * channels, channels)])

    def forward(self, x):
        return self.net[2](self.net[0](x))


class BasicTransformerBlock(nn.Module):
    def __init__(self, channels, context_channels, heads):
        super().__init__()
        self.norm1 = LayerNorm(channels)
        self.attn1 = Attention(channels, channels, heads)
        self.norm2 = LayerNorm(channels)
        self.attn2 = Attention(channels, context_channels, heads)
        self.norm3 = LayerNorm(channels)
        self.ff = FeedForward(channels)

    def forward(self, x, context):
        x = self.attn1(self.norm1(x)) + x
        x = self.attn2(self.norm2(x), context) + x
        return self.ff(self.norm3(x)) + x


class Transformer2DModel(nn.Module):
    def __init__(self, channels, context_channels, heads, groups):
        super().__init__()
        self.norm = GroupNorm(groups, channels, 1e-6)
        self.proj_in = nn.Conv2d(channels, channels, 1)
        self.transformer_blocks = nn.ModuleList([BasicTransformerBlock(channels, context_channels, heads)])
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x, context):
        batch, channels, height, width = x.shape
        tokens = self.proj_in(self.norm(x)).permute(0, 2, 3, 1).reshape(batch, height * width, channels)
        tokens = self.transformer_blocks[0](tokens, context)
        return self.proj_out(tokens.reshape(batch, height, width, channels).permute(0, 3, 1, 2)) + x


class Stage(nn.Module):
    """Any down, up or middle block: the parts that exist are the ones that run."""

    def __init__(self, inputs, channels, groups, eps, time_channels=None, context_channels=None, heads=None, sampler=None):
        super().__init__()
        self.resnets = nn.ModuleList([ResnetBlock2D(c, channels, groups, eps, time_channels) for c in inputs])
        if context_channels:
            self.attentions = nn.ModuleList(
                [Transformer2DModel(channels, context_channels, heads, groups) for _ in range(max(1, len(inputs)))])
        if sampler in ("down", "down-asymmetric"):
            self.downsamplers = nn.ModuleList([Downsample2D(channels, sampler == "down-asymmetric")])
        if sampler == "up":
            self.upsamplers = nn.ModuleList([Upsample2D(channels)])


class AutoencoderAttention(nn.Module):
    """The one-head self-attention in the middle of the autoencoder."""

    def __init__(self, channels, groups):
        super().__init__()
        self.group_norm = GroupNorm(groups, channels, 1e-6)
        self.to_q, self.to_k, self.to_v = (nn.Linear(channels, channels) for _ in range(3))
        self.to_out = nn.ModuleList([nn.Linear(channels, channels)])

    def forward(self, x):
        batch, channels, height, width = x.shape
        tokens = self.group_norm(x).permute(0, 2, 3, 1).reshape(batch, height * width, channels)
        mixed = scaled_dot_product_attention(self.to_q(tokens), self.to_k(tokens), self.to_v(tokens))
        return self.to_out[0](mixed).reshape(batch, height, width, channels).permute(0, 3, 1, 2) + x


class AutoencoderMiddle(nn.Module):
    def __init__(self, channels, groups):
        super().__init__()
        self.resnets = nn.ModuleList([ResnetBlock2D(channels, channels, groups, 1e-6) for _ in range(2)])
        self.attentions = nn.ModuleList([AutoencoderAttention(channels, groups)])
        self.use_attention = True

    def forward(self, x):
        x = self.resnets[0](x)
        return self.resnets[1](self.attentions[0](x) if self.use_attention else x)


class Encoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        widths, groups, layers = config["block_out_channels"], config["norm_num_groups"], config["layers_per_block"]
        self.conv_in = nn.Conv2d(3, widths[0], 3, padding=1)
        self.down_blocks = nn.ModuleList()
        channels = widths[0]
        for level, width in enumerate(widths):
            sampler = "down-asymmetric" if level < len(widths) - 1 else None
            self.down_blocks.append(Stage([channels] + [width] * (layers - 1), width, groups, 1e-6, sampler=sampler))
            channels = width
        self.mid_block = AutoencoderMiddle(channels, groups)
        self.conv_norm_out = GroupNorm(groups, channels, 1e-6)
        self.conv_out = nn.Conv2d(channels, 2 * config["latent_channels"], 3, padding=1)

    def forward(self, x):
        x = self.conv_in(x)
        for block in self.down_blocks:
            for resnet in block.resnets:
                x = resnet(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
        return self.conv_out(F.silu(self.conv_norm_out(self.mid_block(x))))


class Decoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        widths, groups, layers = config["block_out_channels"][::-1], config["norm_num_groups"], config["layers_per_block"]
        self.conv_in = nn.Conv2d(config["latent_channels"], widths[0], 3, padding=1)
        self.mid_block = AutoencoderMiddle(widths[0], groups)
        self.up_blocks = nn.ModuleList()
        channels = widths[0]
        for level, width in enumerate(widths):
            sampler = "up" if level < len(widths) - 1 else None
            self.up_blocks.append(Stage([channels] + [width] * layers, width, groups, 1e-6, sampler=sampler))
            channels = width
        self.conv_norm_out = GroupNorm(groups, channels, 1e-6)
        self.conv_out = nn.Conv2d(channels, 3, 3, padding=1)

    def forward(self, z):
        x = self.mid_block(self.conv_in(z))
        for block in self.up_blocks:
            for resnet in block.resnets:
                x = resnet(x)
            if hasattr(block, "upsamplers"):
                x = block.upsamplers[0](x)
        return self.conv_out(F.silu(self.conv_norm_out(x)))


class AutoencoderKL(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        channels = config["latent_channels"]
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.quant_conv = nn.Conv2d(2 * channels, 2 * channels, 1)
        self.post_quant_conv = nn.Conv2d(channels, channels, 1)

    def encode(self, image):
        """Image [N, 3, H, W] in [-1, 1] -> the latents' mean [N, C, H/f, W/f], unscaled."""
        return self.quant_conv(self.encoder(image)).float().chunk(2, 1)[0]

    def decode(self, latents):
        return self.decoder(self.post_quant_conv(latents)).float()


def timestep_embedding(timesteps, channels):
    """Sinusoids, cosine first (flip_sin_to_cos true, freq_shift 0)."""
    half = channels // 2
    frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / half)
    angles = timesteps.float()[:, None] * frequencies[None]
    return torch.cat([angles.cos(), angles.sin()], -1)


class TimestepEmbedding(nn.Module):
    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.linear_1 = nn.Linear(channels_in, channels_out)
        self.linear_2 = nn.Linear(channels_out, channels_out)

    def forward(self, x):
        return self.linear_2(F.silu(self.linear_1(x)))


class UNet2DConditionModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        widths, groups, layers = config["block_out_channels"], config["norm_num_groups"], config["layers_per_block"]
        context, heads = config["cross_attention_dim"], config["attention_head_dim"]
        time_channels = widths[0] * 4

        def stage(inputs, channels, kind, sampler):
            attention = context if kind.startswith("CrossAttn") else None
            return Stage(inputs, channels, groups, 1e-5, time_channels, attention, heads, sampler)

        self.conv_in = nn.Conv2d(config["in_channels"], widths[0], 3, padding=1)
        self.time_embedding = TimestepEmbedding(widths[0], time_channels)
        self.down_blocks = nn.ModuleList()
        channels, skips = widths[0], [widths[0]]
        for level, (width, kind) in enumerate(zip(widths, config["down_block_types"])):
            last = level == len(widths) - 1
            self.down_blocks.append(stage([channels] + [width] * (layers - 1), width, kind, None if last else "down"))
            channels = width
            skips += [width] * layers + ([] if last else [width])
        self.mid_block = Stage([channels, channels], channels, groups, 1e-5, time_channels)
        self.mid_block.attentions = nn.ModuleList([Transformer2DModel(channels, context, heads, groups)])
        self.up_blocks = nn.ModuleList()
        for level, (width, kind) in enumerate(zip(widths[::-1], config["up_block_types"])):
            inputs = []
            for _ in range(layers + 1):
                inputs.append(channels + skips.pop())
                channels = width
            self.up_blocks.append(stage(inputs, width, kind, None if level == len(widths) - 1 else "up"))
        self.conv_norm_out = GroupNorm(groups, widths[0], 1e-5)
        self.conv_out = nn.Conv2d(widths[0], config["out_channels"], 3, padding=1)

    def forward(self, sample, timesteps, context):
        """sample [N, C, h, w], timesteps [N], context [N, 77, D] -> predicted noise [N, C, h, w]."""
        time = self.time_embedding(timestep_embedding(timesteps, self.config["block_out_channels"][0]))
        x = self.conv_in(sample)
        skips = [x]
        for block in self.down_blocks:
            for index, resnet in enumerate(block.resnets):
                x = resnet(x, time)
                if hasattr(block, "attentions"):
                    x = block.attentions[index](x, context)
                skips.append(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
                skips.append(x)
        middle = self.mid_block
        x = middle.resnets[1](middle.attentions[0](middle.resnets[0](x, time), context), time)
        for block in self.up_blocks:
            for index, resnet in enumerate(block.resnets):
                x = resnet(torch.cat([x, skips.pop()], 1), time)
                if hasattr(block, "attentions"):
                    x = block.attentions[index](x, context)
            if hasattr(block, "upsamplers"):
                x = block.upsamplers[0](x)
        return self.conv_out(F.silu(self.conv_norm_out(x))).float()


def mixed_self_attentions(unet):
    """The self-attentions of the last two up blocks: the layers whose K and V the method mixes."""
    return [a.transformer_blocks[0].attn1 for block in unet.up_blocks[-2:] for a in block.attentions]


def alphas_cumprod():
    """Stable Diffusion's scaled-linear schedule."""
    return torch.cumprod(1 - torch.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2, 0)


def parameter_count(module):
    return sum(p.numel() for p in module.parameters())
