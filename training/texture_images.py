"""Drawn images with the statistics of photographs and no photograph among them: dead leaves, power-law noise, gradients.

    python3 texture_images.py OUT.npy SEED COUNT        [COUNT, 192, 192, 3] uint8
"""
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = 192


def power_law_noise(rng, size, exponent):
    """Gaussian noise with amplitude ~ 1/f^exponent, unit variance; natural images have an exponent near 1."""
    fy, fx = np.meshgrid(np.fft.fftfreq(size), np.fft.rfftfreq(size), indexing="ij")
    stretch = rng.uniform(0.5, 2)
    radius = np.hypot(fy * stretch, fx / stretch)
    radius[0, 0] = 1
    spectrum = np.fft.rfft2(rng.standard_normal((size, size))) / radius**exponent
    spectrum[0, 0] = 0
    noise = np.fft.irfft2(spectrum, (size, size))
    return noise / noise.std()


def coloured_noise(rng, size, exponent, saturation):
    """Noise whose channels share most of their luminance, as in photographs."""
    luminance = power_law_noise(rng, size, exponent)
    chroma = np.stack([power_law_noise(rng, size, exponent + 0.2) for _ in range(3)], -1)
    return luminance[..., None] + saturation * chroma


def blob_outline(rng, x, y, radius):
    corners = rng.integers(3, 8)
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radii = radius * rng.uniform(0.5, 1.3, corners)
    return [(x + r * np.cos(a), y + r * np.sin(a)) for a, r in zip(angles, radii)]


def dead_leaves(rng, size):
    """Opaque discs, polygons and bars with power-law sizes, drawn over one another at twice the size."""
    canvas = 2 * size
    base, spread, tint = rng.uniform(20, 235, 3), rng.uniform(8, 70), rng.uniform(2, 25)
    image = Image.new("RGB", (canvas, canvas), tuple(int(v) for v in base))
    draw = ImageDraw.Draw(image)
    smallest = rng.uniform(2, 12)
    for _ in range(int(rng.uniform(40, 500))):
        x, y = rng.uniform(0, canvas, 2)
        radius = min(smallest / (rng.random() ** 0.6 + 0.03), canvas * 0.5)
        colour = tuple(int(v) for v in np.clip(base + rng.normal(0, spread) + rng.normal(0, tint, 3), 0, 255))
        kind = rng.random()
        if kind < 0.4:
            flat = rng.uniform(0.3, 1)
            draw.ellipse([x - radius, y - radius * flat, x + radius, y + radius * flat], fill=colour)
        elif kind < 0.75:
            draw.polygon(blob_outline(rng, x, y, radius), fill=colour)
        else:
            angle, width = rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)]), max(1, int(radius * rng.uniform(0.03, 0.4)))
            dx, dy = 2 * radius * np.cos(angle), 2 * radius * np.sin(angle)
            draw.line([x - dx, y - dy, x + dx, y + dy], fill=colour, width=width)
    return np.asarray(image.resize((size, size), Image.BOX), np.float32)


def draw_image(rng, size=SIZE):
    kind = rng.random()
    if kind < 0.8:
        image = dead_leaves(rng, size)
        image = image + rng.uniform(0, 18) * coloured_noise(rng, size, rng.uniform(0.4, 1.3), rng.uniform(0, 0.4))
    else:
        image = rng.uniform(30, 225, 3) + rng.uniform(8, 50) * coloured_noise(rng, size, rng.uniform(0.8, 1.6), rng.uniform(0, 0.5))
    ramp_y, ramp_x = np.linspace(-1, 1, size)[:, None, None], np.linspace(-1, 1, size)[None, :, None]
    image = image * (1 + rng.normal(0, 0.15) * ramp_x + rng.normal(0, 0.15) * ramp_y) + rng.normal(0, 8, 3) * ramp_x
    image = Image.fromarray(np.clip(image, 0, 255).astype(np.uint8))
    if rng.random() < 0.6:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.1)))
    return np.asarray(image)


if __name__ == "__main__":
    out, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    generator = np.random.default_rng(seed)
    np.save(out, np.stack([draw_image(generator) for _ in range(count)]))
