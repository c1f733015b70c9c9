"""The images that the trainings draw from: uint8 arrays on disk, memory-mapped or loaded whole."""
import glob

import numpy as np
import torch
from PIL import Image

CONDITIONS = ["clear", "fog", "night", "rain", "snow"]


def load_scenes(pattern):
    """All `x` arrays [N, H, W, 3] of the matching .npz files, and their condition indices."""
    files = [np.load(f) for f in sorted(glob.glob(pattern))]
    return np.concatenate([f["x"] for f in files]), np.concatenate([f["c"] for f in files])


def load_textures(pattern):
    return np.concatenate([np.load(f) for f in sorted(glob.glob(pattern))])


def load_photograph(path, height=512):
    """Centre crop to 2:1, resized as the application does: [height, 2 * height, 3] uint8."""
    image = Image.open(path).convert("RGB")
    width, tall = image.size
    if width > 2 * tall:
        box = ((width - 2 * tall) / 2, 0, (width + 2 * tall) / 2, tall)
    else:
        box = (0, (tall - width / 2) / 2, width, (tall + width / 2) / 2)
    return np.asarray(image.crop(box).resize((2 * height, height), Image.BICUBIC))


def to_tensor(images):
    """[N, H, W, 3] uint8 or float 0..255 -> [N, 3, H, W] in [-1, 1], channels last."""
    x = torch.from_numpy(np.ascontiguousarray(images, np.float32)) / 127.5 - 1
    return x.permute(0, 3, 1, 2)


def random_crop(rng, image, size):
    top, left = rng.integers(image.shape[0] - size + 1), rng.integers(image.shape[1] - size + 1)
    return image[top:top + size, left:left + size]


class AutoencoderImages:
    """Square crops: half scenes, half textures; part of the scenes shrunk, contrast and saturation varied."""

    def __init__(self, scenes, textures, seed):
        self.scenes, self.textures, self.rng = scenes, textures, np.random.default_rng(seed)

    def crop(self, size):
        rng = self.rng
        if rng.random() < 0.5:
            image = self.scenes[rng.integers(len(self.scenes))]
            if rng.random() < 0.25:
                large = random_crop(rng, image, min(2 * size, image.shape[0]))
                image = np.asarray(Image.fromarray(large).resize((size, size), Image.BOX))
        else:
            image = self.textures[rng.integers(len(self.textures))]
        x = random_crop(rng, image, size).astype(np.float32)
        if rng.random() < 0.5:
            x = x[:, ::-1]
        if rng.random() < 0.6:
            saturation, contrast = rng.uniform(0, 1.1), rng.uniform(0.5, 1.2)
            grey = x.mean(-1, keepdims=True)
            x = (grey + (x - grey) * saturation - 127.5) * contrast + 127.5 + rng.normal(0, 25) + rng.normal(0, 6, 3)
        return np.clip(x, 0, 255)

    def batch(self, count, size):
        return to_tensor(np.stack([self.crop(size) for _ in range(count)]))


def add_arguments(parser):
    parser.add_argument("--scenes", required=True, help="pattern of .npz files")
    parser.add_argument("--textures", required=True, help="pattern of .npy files")
    parser.add_argument("--validation", required=True, help=".npz of scenes that are not among --scenes")
    parser.add_argument("--photographs", nargs="*", default=[], help="looked at, never trained on")


@torch.no_grad()
def reconstruction_psnr(autoencoder, image):
    x = to_tensor(image[None]).contiguous()
    y = autoencoder.decode(autoencoder.encode(x)).clamp(-1, 1)
    return float(-10 * torch.log10(((x - y) ** 2).mean() / 4))


class AutoencoderPools:
    """What an autoencoder trains on, and the images its reconstructions are measured on."""

    def __init__(self, options, seed):
        self.training = AutoencoderImages(load_scenes(options.scenes)[0], load_textures(options.textures), seed)
        self.photographs = [load_photograph(p) for p in options.photographs]
        self.scenes = load_scenes(options.validation)[0][:10]

    def evaluate(self, autoencoder):
        scenes = [reconstruction_psnr(autoencoder, s) for s in self.scenes]
        return dict(photographs_db=[round(reconstruction_psnr(autoencoder, p), 2) for p in self.photographs],
                    scenes_db=float(np.mean(scenes)), worst_scene_db=min(scenes))
