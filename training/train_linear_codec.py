"""Trains the linear codec that the autoencoder starts from. Resumes from RUN/codec.pt when that exists.

    python3 train_linear_codec.py RUN --scenes 'scenes*.npz' --textures 'textures*.npy' --validation validation.npz
"""
import argparse
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import checkpoints
import image_pools
from linear_codec import LinearCodec


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    image_pools.add_arguments(parser)
    parser.add_argument("--minutes", type=float, default=10, help="of this call; the learning rate falls in its last half")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--crop", type=int, default=96)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--latent-noise", type=float, default=0.02)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    os.makedirs(options.run, exist_ok=True)
    path = os.path.join(options.run, "codec.pt")
    state = checkpoints.load(path)
    iteration = state["iteration"] if state else 0
    torch.manual_seed(1 + iteration)
    images = image_pools.AutoencoderPools(options, 1 + iteration)
    codec = LinearCodec()
    if state:
        codec.load_state_dict(state["model"])
    else:
        codec.start(images.training.batch(300, 128).contiguous())
    optimizer = torch.optim.Adam(codec.parameters(), options.rate, betas=(0.9, 0.99))
    if state and state.get("optimizer"):
        optimizer.load_state_dict(state["optimizer"])
    log = checkpoints.Log(os.path.join(options.run, "codec.jsonl"))

    def checkpoint():
        checkpoints.save(path, dict(model=codec.state_dict(), latent_channels=codec.latent_channels,
                                    optimizer=optimizer.state_dict(), iteration=iteration))
        log.write(iteration=iteration, minutes=(time.time() - start) / 60, **images.evaluate(codec))

    start, saved, first = time.time(), -30.0, iteration
    stop = checkpoints.StopRequest()
    while not stop.requested and (elapsed := time.time() - start) < 60 * options.minutes:
        if elapsed - saved > 60:
            saved = elapsed
            checkpoint()
        progress = elapsed / (60 * options.minutes)
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(1, (iteration - first + 1) / 100) * min(1, max(0.02, 2 * (1 - progress)))
        x = images.training.batch(options.batch, options.crop).contiguous(memory_format=torch.channels_last)
        latents = codec.encode(x)
        squared = ((codec.decode(latents + options.latent_noise * torch.randn_like(latents)) - x) ** 2).mean((1, 2, 3))
        unit = F.relu(latents.pow(2).mean((0, 2, 3)) - 1).mean()
        loss = 0.5 * torch.log(squared + 4e-4).mean() + 1e-2 * unit
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(codec.parameters(), 1.0)
        optimizer.step()
        iteration += 1
    checkpoint()


if __name__ == "__main__":
    main()
