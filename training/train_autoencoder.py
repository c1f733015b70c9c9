"""Trains the autoencoder, starting as the linear codec. Resumes from RUN/autoencoder.pt when that exists.

    python3 train_autoencoder.py RUN --codec RUN/codec.pt --freeze-encoder \\
        --scenes 'scenes*.npz' --textures 'textures*.npy' --validation validation.npz

With --freeze-encoder the latents stay the linear codec's, so that the U-Net can train at the same time.
"""
import argparse
import json
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import checkpoints
import image_pools
import linear_codec
from model import AutoencoderKL

HERE = os.path.dirname(os.path.abspath(__file__))


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    image_pools.add_arguments(parser)
    parser.add_argument("--codec", required=True, help="checkpoint of train_linear_codec.py")
    parser.add_argument("--config", default=os.path.join(HERE, "autoencoder_config.json"))
    parser.add_argument("--minutes", type=float, default=40, help="of this call; the learning rate falls towards its end")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--crop", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--latent-noise", type=float, default=0.02)
    parser.add_argument("--freeze-encoder", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def new_model(options, images):
    with open(options.config) as file:
        model = AutoencoderKL(json.load(file))
    codec = linear_codec.LinearCodec.load(options.codec)
    linear_codec.write_into(codec, model, images.training.batch(200, options.crop).contiguous())
    return model


def loss_of(model, x, latent_noise, frozen):
    """Mean over images of the log squared error, i.e. PSNR itself, flat below about 40 dB."""
    with torch.autocast("cpu", torch.bfloat16):
        with torch.set_grad_enabled(not frozen):
            latents = model.encode(x)
        y = model.decode(latents + latent_noise * torch.randn_like(latents))
    squared = ((y - x) ** 2).mean((1, 2, 3))
    drift = F.relu(latents.pow(2).mean((0, 2, 3)) - 1).mean()
    return 0.5 * torch.log(squared + 4e-4).mean() + 1e-2 * drift, squared


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    os.makedirs(options.run, exist_ok=True)
    path = os.path.join(options.run, "autoencoder.pt")
    state = checkpoints.load(path)
    seed = 1 + (state["iteration"] if state else 0)
    torch.manual_seed(seed)
    images = image_pools.AutoencoderPools(options, seed)
    if state:
        model = AutoencoderKL(state["config"])
        model.load_state_dict(state["model"])
    else:
        model = new_model(options, images)
    model = model.to(memory_format=torch.channels_last)
    for middle in (model.encoder.mid_block, model.decoder.mid_block):
        middle.use_attention = False  # its output projection is zero
    trained = [p for n, p in model.named_parameters() if "mid_block.attentions" not in n
               and not (options.freeze_encoder and n.startswith(("encoder", "quant_conv")))]
    optimizer = torch.optim.Adam(trained, options.rate, betas=(0.9, 0.98))
    iteration = 0
    if state:
        iteration = state["iteration"]
        if state.get("optimizer") and state["frozen"] == options.freeze_encoder:
            optimizer.load_state_dict(state["optimizer"])
    log = checkpoints.Log(os.path.join(options.run, "autoencoder.jsonl"))

    def checkpoint():
        checkpoints.save(path, dict(model=model.state_dict(), config=model.config, optimizer=optimizer.state_dict(),
                                    iteration=iteration, frozen=options.freeze_encoder))
        log.write(iteration=iteration, minutes=(time.time() - start) / 60,
                  train_db=float(-10 * np.log10(np.mean(errors or [4]) / 4)), **images.evaluate(model))
        errors.clear()

    start, saved, first, errors = time.time(), -400.0, iteration, []
    stop = checkpoints.StopRequest()
    while not stop.requested and (elapsed := time.time() - start) < 60 * options.minutes:
        if elapsed - saved > 240:
            saved = elapsed
            checkpoint()
        progress = elapsed / (60 * options.minutes)
        rate = options.rate * min(1, (iteration - first + 1) / 200) * min(1, max(0.02, 2 * (1 - progress)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        x = images.training.batch(options.batch, options.crop).contiguous(memory_format=torch.channels_last)
        loss, squared = loss_of(model, x, options.latent_noise, options.freeze_encoder)
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(trained, 1.0)
        if not torch.isfinite(norm):
            log.write(iteration=iteration, skipped="gradient is not finite")
            continue
        optimizer.step()
        iteration += 1
        errors.append(float(squared.detach().mean()))
    checkpoint()


if __name__ == "__main__":
    main()
