"""The gate: does the trained U-Net use the self-attention that the method mixes?

    python3 gate.py RUN --validation validation.npz [--sheet OUT.png]

1. Zeroing the self-attention of the last two up blocks must raise the validation error at mid noise by 10 %.
2. Mixing another image's K and V must change the decoded result by 3 grey levels rms, with AdaIN off.
The sheet shows content, style, the replay without mixing, mixing alone, AdaIN alone and both (plain AdaIN: class-wise
AdaIN and filtering are the application's).
"""
import argparse

import numpy as np
import torch
from PIL import Image

import checkpoints
import image_pools
from linear_codec import LinearCodec
from model import AutoencoderKL, UNet2DConditionModel, alphas_cumprod, mixed_self_attentions
from train_unet import Validation, skip_silent_parts

CONTRAST = 1.67


def load_unet(run):
    """The averaged weights."""
    state = checkpoints.load(f"{run}/unet.pt")
    unet = UNet2DConditionModel(state["config"])
    unet.load_state_dict(state["model"])
    with torch.no_grad():
        for parameter, mean in zip(skip_silent_parts(unet), state["average"]):
            parameter.copy_(mean)
    return unet.eval().to(memory_format=torch.channels_last)


def load_decoder(run):
    """The autoencoder if it has been trained, else the linear codec it starts from."""
    state = checkpoints.load(f"{run}/autoencoder.pt")
    if state is None:
        return LinearCodec.load(f"{run}/codec.pt")
    model = AutoencoderKL(state["config"])
    model.load_state_dict(state["model"])
    model.encoder.mid_block.use_attention = model.decoder.mid_block.use_attention = False
    return model.eval()


def cross_image_attention(query, key, value):
    """Rows OUT, STYLE, CONTENT; OUT reads STYLE's K and V with the contrast of the published code."""
    heads = query.shape[0] // 3
    tokens, scale = query.shape[1], query.shape[2] ** -0.5
    weights = torch.softmax(torch.bmm(query * scale, key.transpose(1, 2)).float(), -1).to(value.dtype)
    style = torch.softmax(torch.bmm(query[:heads] * scale, key[heads:2 * heads].transpose(1, 2)).float(), -1)
    style = ((style - 1 / tokens) * CONTRAST + 1 / tokens).clamp(0, 1).to(value.dtype)
    return torch.cat([torch.bmm(style, value[heads:2 * heads]), torch.bmm(weights[heads:], value[heads:])])


def adain(x, style):
    mean, deviation = x.mean((2, 3), keepdim=True), x.std((2, 3), keepdim=True)
    return (x - mean) / deviation * style.std((2, 3), keepdim=True) + style.mean((2, 3), keepdim=True)


@torch.no_grad()
def transfer(unet, content, style, mix, with_adain, steps, start, seed=42):
    """Edit-friendly DDPM inversion and denoising in one pass, from timestep `start` * 1000 on: latents of OUT."""
    alphas, stride = alphas_cumprod(), 1000 // steps
    timesteps = [t for t in range(1, 1000, stride) if t <= start * 1000][::-1]
    generator = torch.Generator().manual_seed(seed)
    noise = {t: torch.randn(2, *content.shape[1:], generator=generator) for t in timesteps}

    def noised(latents, t, row):
        return alphas[t].sqrt() * latents + (1 - alphas[t]).sqrt() * noise[t][row:row + 1]

    out = noised(content, timesteps[0], 0)
    for index, t in enumerate(timesteps):
        for attention in mixed_self_attentions(unet):
            attention.mixer = cross_image_attention if mix and index >= 2 else None
        x_content, x_style = noised(content, t, 0), noised(style, t, 1)
        with torch.autocast("cpu", torch.bfloat16):
            predicted = unet(torch.cat([out, x_style, x_content]), torch.tensor([t] * 3), None)
        a, b = alphas[t], alphas[max(t - stride, 0)]
        variance = (1 - b) / (1 - a) * (1 - a / b)

        def mean(x, e):
            return b.sqrt() * (x - (1 - a).sqrt() * e) / a.sqrt() + (1 - b - variance).clamp(min=0).sqrt() * e

        out, next_style = mean(out, predicted[:1]), mean(x_style, predicted[1:2])
        if index + 1 < len(timesteps):
            out = out + noised(content, timesteps[index + 1], 0) - mean(x_content, predicted[2:])
            next_style = noised(style, timesteps[index + 1], 1)
        if with_adain:
            out = adain(out, next_style)
    for attention in mixed_self_attentions(unet):
        attention.mixer = None
    return out


def picture(decoder, latents):
    with torch.no_grad():
        image = decoder.decode(latents)[0].permute(1, 2, 0).numpy()
    return np.clip(image * 127.5 + 127.5, 0, 255)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("--validation", required=True)
    parser.add_argument("--sheet")
    parser.add_argument("--start", type=float, default=0.8, help="noisiest timestep, as a share of 1000")
    parser.add_argument("--steps", type=int, default=25, help="of the whole schedule")
    options = parser.parse_args()
    unet, decoder, codec = load_unet(options.run), load_decoder(options.run), LinearCodec.load(f"{options.run}/codec.pt")
    images, conditions = image_pools.load_scenes(options.validation)
    with torch.no_grad():
        latents = codec.encode(image_pools.to_tensor(images[:20]).contiguous())
    validation = Validation(latents[:10], alphas_cumprod())
    for t in (341, 501):
        whole, zeroed = validation.error(unet, t), validation.without_attention(unet, t)
        print(f"t {t}: error {whole:.4f}, attention zeroed {zeroed:.4f}: {100 * (zeroed / whole - 1):+.1f} %")
    content = int(np.flatnonzero(conditions == 0)[0])
    rows, changes = [], []
    for condition in range(1, 5):
        style = int(np.flatnonzero(conditions == condition)[1])  # another scene
        x, y = latents[content:content + 1], latents[style:style + 1]
        variants = [(False, False), (True, False)] + ([(False, True), (True, True)] if options.sheet else [])
        results = [picture(decoder, transfer(unet, x, y, mix, with_adain, options.steps, options.start))
                   for mix, with_adain in variants]
        changes.append(float(np.sqrt(((results[0] - results[1]) ** 2).mean())))
        print(f"{image_pools.CONDITIONS[condition]}: mixing changes {changes[-1]:.2f} grey levels rms", flush=True)
        rows.append(np.concatenate([images[content], images[style], *results], 1))
    print(f"mean {np.mean(changes):.2f} grey levels")
    if options.sheet:
        Image.fromarray(np.concatenate(rows).astype(np.uint8)).save(options.sheet)


if __name__ == "__main__":
    main()
