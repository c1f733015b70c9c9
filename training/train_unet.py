"""Trains the U-Net to predict the noise in the latents of drawn scenes. Resumes from RUN/unet.pt when that exists.

    python3 train_unet.py RUN --codec RUN/codec.pt --scenes 'scenes*.npz' --validation validation.npz --minutes 90

What makes its self-attention matter: attention exists only where the method mixes, in the last two up blocks; the
middle's and the text's attention start at zero and stay there. Every batch holds pairs of views of one picture. The
second view reads its own K and V; the first reads the second's, which shows mostly the same place under the same
change of colour, with noise of its own, often less of it. The first view's noise has a smooth part as well (offset
noise, known from fine-tuning Stable Diffusion): white noise alone never hides the colour of an area, so a U-Net need
not look it up anywhere. It is denoising all the same: no condition is ever the target of another.

Trials before: K and V from other scenes in the same condition taught distrust (mixing changed 1 grey level); without
the smooth noise the weight of attention fell again as the convolutions learned (14 %, later 8 %).
"""
import argparse
import json
import os
import time

import numpy as np
import torch

import checkpoints
import image_pools
from linear_codec import LinearCodec
from model import UNet2DConditionModel, alphas_cumprod, mixed_self_attentions, parameter_count

HERE = os.path.dirname(os.path.abspath(__file__))


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("--codec", required=True, help="checkpoint of train_linear_codec.py: its encoder is the autoencoder's")
    parser.add_argument("--scenes", required=True)
    parser.add_argument("--validation", required=True)
    parser.add_argument("--config", default=os.path.join(HERE, "unet_config.json"))
    parser.add_argument("--minutes", type=float, default=90, help="of this call; the learning rate falls in its last half")
    parser.add_argument("--pairs", type=int, default=8, help="per batch, two crops each")
    parser.add_argument("--height", type=int, default=128, help="of the crops; twice as wide")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--last-timestep", type=int, default=860)
    parser.add_argument("--smooth-noise", type=float, default=1.2, help="largest deviation, relative to the latents'")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


class ScenePairs:
    """Two crops of one picture: mostly nearly the same place, so that looking the same thing up there pays, else
    another place, which shares the palette."""

    def __init__(self, scenes, seed):
        self.scenes, self.rng = scenes, np.random.default_rng(seed)

    def place(self, image, height):
        rows, columns = image.shape[0] - height, image.shape[1] - 2 * height
        return self.rng.integers(rows // 8 + 1) * 8, self.rng.integers(columns // 8 + 1) * 8

    def near(self, place, image, height):
        shift = self.rng.integers(-6, 7, 2) * 8
        limits = (image.shape[0] - height, image.shape[1] - 2 * height)
        return tuple(int(np.clip(p + s, 0, limit)) for p, s, limit in zip(place, shift, limits))

    def crop(self, image, place, height, mirrored):
        x = image[place[0]:place[0] + height, place[1]:place[1] + 2 * height].astype(np.float32)
        return x[:, ::-1] if mirrored else x

    def colour_change(self):
        """Gains and offsets per channel, saturation and contrast: as unpredictable as weather and film are."""
        rng = self.rng
        if rng.random() < 0.3:
            return np.eye(3, dtype=np.float32), np.zeros(3, np.float32)
        saturation, contrast = rng.uniform(0.2, 1.4), np.exp(rng.normal(0, 0.2))
        matrix = saturation * np.eye(3) + (1 - saturation) / 3
        matrix = contrast * np.exp(rng.normal(0, 0.15, 3))[:, None] * matrix
        offset = 127.5 * (1 - matrix.sum(1)) + rng.normal(0, 18) + rng.normal(0, 8, 3)
        return matrix.astype(np.float32), offset.astype(np.float32)

    def pair(self, height):
        rng = self.rng
        image = self.scenes[rng.integers(len(self.scenes))]
        mirrored, first = rng.random() < 0.5, self.place(image, height)
        second = self.near(first, image, height) if rng.random() < 0.75 else self.place(image, height)
        matrix, offset = self.colour_change()
        return [np.clip(self.crop(image, place, height, mirrored) @ matrix.T + offset, 0, 255) for place in (first, second)]

    def batch(self, pairs, height):
        """[2 * pairs, 3, height, 2 * height]; row i and row i + pairs are one pair."""
        drawn = [self.pair(height) for _ in range(pairs)]
        return image_pools.to_tensor(np.stack([a for a, _ in drawn] + [b for _, b in drawn]))


def second_view(tokens):
    second = tokens[tokens.shape[0] // 2:]
    return torch.cat([second, second])


def draw_timesteps(rng, options):
    """One per row; in half of the pairs the second view has less noise."""
    first = rng.integers(1, options.last_timestep + 1, options.pairs)
    cleaner = rng.random(options.pairs) < 0.5
    second = np.where(cleaner, np.maximum(1, first * rng.uniform(0.2, 1, options.pairs)), first).astype(np.int64)
    return torch.from_numpy(np.concatenate([first, second]))


def draw_noise(latents, deviation, strength):
    """White noise, and in the first views a smooth part: one offset per channel and one per area of 8x8 latents."""
    noise = torch.randn_like(latents)
    pairs, channels, height, width = latents.shape[0] // 2, *latents.shape[1:]
    offset = torch.randn(pairs, channels, 1, 1)
    areas = torch.randn(pairs, channels, max(2, height // 8), max(2, width // 8))
    areas = torch.nn.functional.interpolate(areas, (height, width), mode="bilinear")
    amount = strength * torch.rand(pairs, 1, 1, 1) * deviation[None, :, None, None]
    noise[:pairs] += amount * 0.7 * (offset + areas)
    return noise


@torch.no_grad()
def initialise(unet):
    """Signal-preserving weights; residual branches small; the parts outside the mixing layers that attend, silent."""
    for name, module in unet.named_modules():
        if isinstance(module, torch.nn.Conv2d):
            gain = 0.3 if name.endswith(("conv2", "proj_out")) else 1.0
            module.weight.normal_(0, gain * module.weight[0].numel() ** -0.5)
            module.bias.zero_()
        elif isinstance(module, torch.nn.Linear):
            module.weight.normal_(0, module.in_features**-0.5)
            if module.bias is not None:
                module.bias.zero_()
    unet.conv_out.weight.zero_()
    for attention in mixed_self_attentions(unet):
        attention.to_q.weight.mul_(1.5)
    for block in unet.up_blocks:
        for transformer in block.attentions:
            text = transformer.transformer_blocks[0].attn2.to_out[0]
            text.weight.zero_()
    silent = unet.mid_block.attentions[0].proj_out
    silent.weight.zero_()


def skip_silent_parts(unet):
    """Replaces what is zero by construction by nothing, to save the time; returns the parameters that train."""
    silent = []
    for block in unet.up_blocks:
        for transformer in block.attentions:
            attn2 = transformer.transformer_blocks[0].attn2
            silent += list(attn2.parameters()) + list(transformer.transformer_blocks[0].norm2.parameters())
            attn2.forward = lambda x, context=None: 0
    middle = unet.mid_block.attentions[0]
    silent += list(middle.parameters())
    middle.forward = lambda x, context=None: x
    ids = {id(p) for p in silent}
    return [p for p in unet.parameters() if id(p) not in ids]


def add_noise(latents, noise, timesteps, alphas):
    a = alphas[timesteps][:, None, None, None]
    return a.sqrt() * latents + (1 - a).sqrt() * noise


class Validation:
    """Errors on whole unseen scenes at fixed noise, as trained and with the mixing layers' self-attention zeroed."""

    def __init__(self, latents, alphas):
        self.latents, self.alphas = latents, alphas
        self.noise = torch.randn(latents.shape, generator=torch.Generator().manual_seed(5))

    @torch.no_grad()
    def error(self, unet, t):
        total = 0.0
        for z, n in zip(self.latents.split(2), self.noise.split(2)):
            steps = torch.full((len(z),), t)
            with torch.autocast("cpu", torch.bfloat16):
                predicted = unet(add_noise(z, n, steps, self.alphas), steps, None)
            total += float(((predicted - n) ** 2).mean((1, 2, 3)).sum())
        return total / len(self.latents)

    def without_attention(self, unet, t):
        hooks = [a.register_forward_hook(lambda module, inputs, output: output * 0) for a in mixed_self_attentions(unet)]
        error = self.error(unet, t)
        for hook in hooks:
            hook.remove()
        return error


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    os.makedirs(options.run, exist_ok=True)
    path = os.path.join(options.run, "unet.pt")
    state = checkpoints.load(path)
    seed = 2 + (state["iteration"] if state else 0)
    torch.manual_seed(seed)
    alphas = alphas_cumprod()
    codec = LinearCodec.load(options.codec)
    if state:
        unet = UNet2DConditionModel(state["config"])
        unet.load_state_dict(state["model"])
    else:
        with open(options.config) as file:
            unet = UNet2DConditionModel(json.load(file))
        initialise(unet)
    unet = unet.to(memory_format=torch.channels_last)
    trained = skip_silent_parts(unet)
    optimizer = torch.optim.Adam(trained, options.rate, betas=(0.9, 0.99))
    average = [p.detach().clone() for p in trained]
    iteration = 0
    if state:
        iteration = state["iteration"]
        if "optimizer" in state:
            optimizer.load_state_dict(state["optimizer"])
        average = [p.clone() for p in state["average"]]
    pairs = ScenePairs(image_pools.load_scenes(options.scenes)[0], seed)
    with torch.no_grad():
        unseen = codec.encode(image_pools.to_tensor(image_pools.load_scenes(options.validation)[0][:10]).contiguous())
    validation = Validation(unseen, alphas)
    log = checkpoints.Log(os.path.join(options.run, "unet.jsonl"))
    deviation = unseen.std((0, 2, 3))
    log.write(iteration=iteration, parameters=parameter_count(unet), scenes=len(pairs.scenes), options=vars(options),
              latent_deviation=[round(float(s), 2) for s in deviation])

    def exchange_average():
        for parameter, mean in zip(trained, average):
            kept = parameter.data.clone()
            parameter.data.copy_(mean)
            mean.copy_(kept)

    def checkpoint():
        checkpoints.save(path, dict(model=unet.state_dict(), average=average, config=unet.config, iteration=iteration,
                                    optimizer=optimizer.state_dict()))
        exchange_average()
        errors = {t: validation.error(unet, t) for t in (41, 181, 341, 501, 701)}
        gate = validation.without_attention(unet, 341) / errors[341] - 1
        high = validation.without_attention(unet, 501) / errors[501] - 1
        exchange_average()
        log.write(iteration=iteration, minutes=(time.time() - start) / 60, loss=float(np.mean(losses[-200:] or [1])),
                  validation=[round(e, 4) for e in errors.values()], attention_341=gate, attention_501=high)

    start, saved, first, losses = time.time(), -240.0, iteration, []
    stop = checkpoints.StopRequest()
    while not stop.requested and (elapsed := time.time() - start) < 60 * options.minutes:
        if elapsed - saved > 300:
            saved = elapsed
            checkpoint()
        progress = elapsed / (60 * options.minutes)
        rate = options.rate * min(1, (iteration - first + 1) / 100) * min(1, max(0.02, 2 * (1 - progress)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        with torch.no_grad():
            latents = codec.encode(pairs.batch(options.pairs, options.height).contiguous())
        noise = draw_noise(latents, deviation, options.smooth_noise)
        timesteps = draw_timesteps(pairs.rng, options)
        noisy = add_noise(latents, noise, timesteps, alphas).contiguous(memory_format=torch.channels_last)
        for attention in mixed_self_attentions(unet):
            attention.source = second_view
        with torch.autocast("cpu", torch.bfloat16):
            predicted = unet(noisy, timesteps, None)
        for attention in mixed_self_attentions(unet):
            attention.source = None
        loss = ((predicted - noise) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(trained, 1.0)
        if not torch.isfinite(norm):
            log.write(iteration=iteration, skipped="gradient is not finite")
            continue
        optimizer.step()
        iteration += 1
        losses.append(float(loss))
        decay = min(0.998, iteration / (iteration + 20))
        for mean, parameter in zip(average, trained):
            mean.mul_(decay).add_(parameter.detach(), alpha=1 - decay)
    checkpoint()


if __name__ == "__main__":
    main()
