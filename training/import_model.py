"""Turns an exported model back into checkpoints, so that training can go on where only the repository is left.

    python3 import_model.py ../resources/models/weatherglass-mini RUN

Writes RUN/codec.pt, RUN/autoencoder.pt and RUN/unet.pt, without the optimizers' states.
"""
import json
import os
import struct
import sys

import numpy as np
import torch

import checkpoints
from linear_codec import COMPONENTS, LinearCodec
from model import AutoencoderKL, UNet2DConditionModel
from train_unet import skip_silent_parts


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[begin:end], np.float16).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.astype(np.float32))
    return tensors


def load(folder, part, network):
    with open(os.path.join(folder, part, "config.json")) as file:
        model = network(json.load(file))
    model.load_state_dict(read_safetensors(os.path.join(folder, part, "diffusion_pytorch_model.safetensors")))
    return model


@torch.no_grad()
def read_codec(autoencoder):
    """The linear codec that `linear_codec.write_into` wrote; its decoder only as long as it has not been trained on."""
    encoder, decoder, codec = autoencoder.encoder, autoencoder.decoder, LinearCodec(autoencoder.config["latent_channels"])

    def components(image):
        x = encoder.conv_in(image)
        for block in encoder.down_blocks[:-1]:
            x = block.downsamplers[0](block.resnets[0](x))
        return x[:, :COMPONENTS]

    zero = components(torch.zeros(1, 3, 8, 8))[0, :, 0, 0]
    impulses = torch.nn.functional.pixel_shuffle(torch.eye(192)[:, :, None, None], 8)
    codec.basis.copy_((components(impulses)[:, :, 0, 0] - zero).T)
    # only basis @ mean matters
    codec.mean.copy_(torch.linalg.lstsq(codec.basis, -zero[:, None]).solution[:, 0])
    channels = codec.latent_channels
    codec.analysis.weight.copy_(encoder.conv_out.weight[:channels, :COMPONENTS])
    codec.analysis.bias.copy_(encoder.conv_out.bias[:channels])
    sources = [decoder.conv_in] + [block.upsamplers[0].conv for block in decoder.up_blocks[:-1]]
    for target, source in zip(codec.synthesis, sources):
        out, into = target.weight.shape[:2]
        target.weight.copy_(source.weight[:out, :into])
        target.bias.copy_(source.bias[:out])
    return codec


def main():
    folder, run = sys.argv[1:]
    os.makedirs(run, exist_ok=True)
    autoencoder, unet = load(folder, "vae", AutoencoderKL), load(folder, "unet", UNet2DConditionModel)
    codec = read_codec(autoencoder)
    checkpoints.save(f"{run}/codec.pt", dict(model=codec.state_dict(), latent_channels=codec.latent_channels, iteration=1))
    checkpoints.save(f"{run}/autoencoder.pt", dict(model=autoencoder.state_dict(), config=autoencoder.config, iteration=1))
    average = [p.detach().clone() for p in skip_silent_parts(unet)]
    checkpoints.save(f"{run}/unet.pt", dict(model=unet.state_dict(), config=unet.config, average=average, iteration=1))


if __name__ == "__main__":
    main()
