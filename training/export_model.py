"""Writes the trained parts as a Stable Diffusion model folder in the diffusers layout, weights in float16.

    python3 export_model.py RUN ../resources/models/weatherglass-mini

The U-Net was trained without text (its cross attention is zero), so the text encoder is a small random one that keeps
the layout complete; its tokenizer has the first merges of CLIP's vocabulary, which the application brings along.
"""
import argparse
import gzip
import json
import os
import struct

import torch

import checkpoints
import linear_codec
from gate import load_unet
from model import AutoencoderKL

HERE = os.path.dirname(os.path.abspath(__file__))
MERGES = os.path.join(HERE, "../resources/clip-vocabulary/merges.txt.gz")
VOCABULARY = 1000
TEXT = dict(architectures=["CLIPTextModel"], bos_token_id=VOCABULARY - 2, eos_token_id=VOCABULARY - 1, hidden_act="quick_gelu",
            hidden_size=32, intermediate_size=64, layer_norm_eps=1e-5, max_position_embeddings=77,
            model_type="clip_text_model", num_attention_heads=4, num_hidden_layers=1, pad_token_id=1,
            projection_dim=32, vocab_size=VOCABULARY)
SCHEDULER = dict(_class_name="PNDMScheduler", beta_end=0.012, beta_schedule="scaled_linear", beta_start=0.00085,
                 num_train_timesteps=1000, set_alpha_to_one=False, skip_prk_steps=True, steps_offset=1,
                 trained_betas=None, clip_sample=False)
INDEX = dict(_class_name="StableDiffusionPipeline", feature_extractor=[None, None], safety_checker=[None, None],
             scheduler=["diffusers", "PNDMScheduler"], text_encoder=["transformers", "CLIPTextModel"],
             tokenizer=["transformers", "CLIPTokenizer"], unet=["diffusers", "UNet2DConditionModel"],
             vae=["diffusers", "AutoencoderKL"])


def write_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        json.dump(value, file, indent=2)
        file.write("\n")


def write_safetensors(path, tensors):
    """The format's header (length, JSON of names, shapes and offsets) and the tensors' bytes; float16."""
    header, chunks, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in sorted(tensors.items()):
        half = tensor.detach().float().half()
        if not torch.isfinite(half).all():
            raise ValueError(f"{name} does not fit float16")
        data = half.contiguous().numpy().tobytes()
        header[name] = dict(dtype="F16", shape=list(half.shape), data_offsets=[offset, offset + len(data)])
        offset += len(data)
        chunks.append(data)
    encoded = json.dumps(header, separators=(",", ":")).encode()
    encoded += b" " * (-len(encoded) % 8)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded + b"".join(chunks))
    return 8 + len(encoded) + offset


def random_text_encoder():
    generator = torch.Generator().manual_seed(3)
    width, inner = TEXT["hidden_size"], TEXT["intermediate_size"]
    tensors = {"embeddings.token_embedding.weight": (VOCABULARY, width), "embeddings.position_embedding.weight": (77, width)}
    norms = ["final_layer_norm"]
    for layer in range(TEXT["num_hidden_layers"]):
        scope = f"encoder.layers.{layer}"
        norms += [f"{scope}.layer_norm1", f"{scope}.layer_norm2"]
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            tensors |= {f"{scope}.self_attn.{name}.weight": (width, width), f"{scope}.self_attn.{name}.bias": (width,)}
        tensors |= {f"{scope}.mlp.fc1.weight": (inner, width), f"{scope}.mlp.fc1.bias": (inner,),
                    f"{scope}.mlp.fc2.weight": (width, inner), f"{scope}.mlp.fc2.bias": (width,)}
    tensors = {name: 0.1 * torch.randn(shape, generator=generator) for name, shape in tensors.items()}
    for name in norms:
        tensors |= {f"{name}.weight": torch.ones(width), f"{name}.bias": torch.zeros(width)}
    return {f"text_model.{name}": tensor for name, tensor in tensors.items()}


def byte_symbols():
    """The printable characters that stand for the 256 bytes in CLIP's vocabulary, in its order."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [b for b in range(256) if b not in printable]
    return [chr(b) for b in printable] + [chr(256 + i) for i in range(len(others))]


def write_tokenizer(folder):
    symbols = byte_symbols()
    with gzip.open(MERGES, "rt", encoding="utf-8") as file:
        version, *merges = [next(file).rstrip("\n") for _ in range(1 + VOCABULARY - 2 - 2 * len(symbols))]
    tokens = symbols + [s + "</w>" for s in symbols] + ["".join(m.split()) for m in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "merges.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join([version, *merges]) + "\n")
    with open(os.path.join(folder, "vocab.json"), "w", encoding="utf-8") as file:
        json.dump({token: i for i, token in enumerate(tokens)}, file, ensure_ascii=False, indent=1)

    def special(content):
        return dict(content=content, lstrip=False, normalized=True, rstrip=False, single_word=False)

    end = "<|endoftext|>"
    write_json(os.path.join(folder, "special_tokens_map.json"),
               dict(bos_token=special("<|startoftext|>"), eos_token=special(end), pad_token=end, unk_token=special(end)))
    write_json(os.path.join(folder, "tokenizer_config.json"),
               dict(add_prefix_space=False, bos_token="<|startoftext|>", eos_token=end, pad_token=end, unk_token=end,
                    do_lower_case=True, errors="replace", model_max_length=77, tokenizer_class="CLIPTokenizer"))


def load_autoencoder(run):
    state = checkpoints.load(f"{run}/autoencoder.pt")
    if state is None:
        raise FileNotFoundError(f"{run}/autoencoder.pt: run train_autoencoder.py first")
    model = AutoencoderKL(state["config"])
    model.load_state_dict(state["model"])
    linear_codec.silence_middle_attention(model)
    return model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("out")
    options = parser.parse_args()
    autoencoder, unet = load_autoencoder(options.run), load_unet(options.run)
    parts = {"unet/diffusion_pytorch_model": (unet.state_dict(), unet.config),
             "vae/diffusion_pytorch_model": (autoencoder.state_dict(), autoencoder.config),
             "text_encoder/model": (random_text_encoder(), TEXT)}
    total = 0
    for name, (tensors, config) in parts.items():
        size = write_safetensors(os.path.join(options.out, name + ".safetensors"), tensors)
        write_json(os.path.join(options.out, os.path.dirname(name), "config.json"), config)
        print(f"{name}: {size / 1e6:.2f} MB")
        total += size
    write_tokenizer(os.path.join(options.out, "tokenizer"))
    write_json(os.path.join(options.out, "scheduler/scheduler_config.json"), SCHEDULER)
    write_json(os.path.join(options.out, "model_index.json"), INDEX)
    print(f"all weights: {total / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
