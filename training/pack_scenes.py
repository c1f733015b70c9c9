"""Packs a folder written by dump-scenes.ts into one array file.

    python3 pack_scenes.py FOLDER OUT.npz        x [N, H, W, 3] uint8, c [N] condition, s [N] scene seed
"""
import glob
import os
import sys

import numpy as np
from PIL import Image

from image_pools import CONDITIONS

if __name__ == "__main__":
    folder, out = sys.argv[1:]
    images, conditions, seeds = [], [], []
    for labels in sorted(glob.glob(os.path.join(folder, "*_labelTrainIds.png"))):
        seed = os.path.basename(labels).split("_")[0]
        for index, condition in enumerate(CONDITIONS):
            path = os.path.join(folder, f"{seed}_{condition}.png")
            if os.path.exists(path):
                images.append(np.asarray(Image.open(path).convert("RGB")))
                conditions.append(index)
                seeds.append(int(seed))
    np.savez(out, x=np.stack(images), c=np.array(conditions), s=np.array(seeds))
