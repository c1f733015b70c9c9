"""A linear autoencoder of exactly the convolutions that an AutoencoderKL has on its main path.

Encoder: leading principal components of 8x8 patches, then a 3x3 convolution over them. Decoder: convolutions between
nearest-neighbour upsamplings. It trains in minutes, and `write_into` copies it into the layers of an AutoencoderKL
whose residual branches are zero, as the start of that network's training.

A value v crosses the SiLU before the output convolutions as the pair (v, -v), because silu(v) - silu(-v) = v. Group
norm would divide by the contrast of the image; large constant channels in the same group keep its divisor constant.
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

COMPONENTS = 60
WIDTHS = [64, 64, 32]  # at 1/8, 1/4 and 1/2 of the image's size
CONSTANT = 16.0  # of the constant channels, against values near 1


def principal_components(samples):
    """[M, D] -> mean [D], eigenvalues and eigenvectors [D, D] (columns), largest first."""
    mean = samples.mean(0)
    centred = samples - mean
    values, vectors = np.linalg.eigh(centred.T @ centred / len(samples))
    return mean, values[::-1].copy(), vectors[:, ::-1].copy()


def rows_of(x):
    return x.permute(0, 2, 3, 1).reshape(-1, x.shape[1]).double().numpy()


def upsampled(x):
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


class LinearCodec(nn.Module):
    def __init__(self, latent_channels=32):
        super().__init__()
        self.latent_channels = latent_channels
        self.register_buffer("mean", torch.zeros(192))
        self.register_buffer("basis", torch.zeros(COMPONENTS, 192))
        self.analysis = nn.Conv2d(COMPONENTS, latent_channels, 3, padding=1)
        self.synthesis = nn.ModuleList(
            [nn.Conv2d(i, o, 3, padding=1) for i, o in zip([latent_channels] + WIDTHS, WIDTHS + [3])])

    def components(self, image):
        blocks = F.pixel_unshuffle(image, 8) - self.mean[None, :, None, None]
        return torch.einsum("kc,nchw->nkhw", self.basis, blocks)

    def encode(self, image):
        """Image [N, 3, H, W] in [-1, 1] -> latents [N, C, H/8, W/8]."""
        return self.analysis(self.components(image))

    def decode(self, latents):
        x = self.synthesis[0](latents)
        for convolution in self.synthesis[1:]:
            x = convolution(upsampled(x))
        return x

    @staticmethod
    def load(path):
        state = torch.load(path)
        codec = LinearCodec(state["latent_channels"])
        codec.load_state_dict(state["model"])
        return codec.eval()

    @torch.no_grad()
    def start(self, images, softness=0.25):
        """Principal components of `images` in the encoder, least squares stage by stage in the decoder. Latent i gets
        the standard deviation (lambda_i / lambda_0)^softness: 0.5 keeps the components' own, 0 makes all equal."""
        mean, values, vectors = principal_components(rows_of(F.pixel_unshuffle(images, 8)))
        self.mean.copy_(torch.from_numpy(mean))
        signs = np.sign(vectors.sum(0) + 1e-12)  # brighter is larger
        self.basis.copy_(torch.from_numpy((vectors * signs / values**0.5)[:, :COMPONENTS].T.copy()))
        self.analysis.weight.zero_()
        self.analysis.bias.zero_()
        self.synthesis[0].weight.mul_(0.3)
        self.synthesis[0].bias.zero_()
        for k in range(self.latent_channels):
            deviation = float((values[k] / values[0]) ** softness)
            self.analysis.weight[k, k, 1, 1] = deviation
            self.synthesis[0].weight[k] = 0
            self.synthesis[0].weight[k, k, 1, 1] = 1 / deviation
        _, _, vectors = principal_components(rows_of(F.pixel_unshuffle(images, 4)))
        quarter = torch.from_numpy(vectors[:, :48].T.copy()).float() / 4
        targets = [torch.einsum("kc,nchw->nkhw", quarter, F.pixel_unshuffle(images, 4)),
                   F.pixel_unshuffle(images, 2) / 2, images]
        features = self.synthesis[0](self.encode(images))
        for convolution, target in zip(self.synthesis[1:], targets):
            weight, bias = least_squares(features, target)
            convolution.weight.mul_(0.3)
            convolution.weight[:len(weight)] = weight
            convolution.bias[:len(weight)] = bias
            features = torch.cat([convolution(upsampled(x)) for x in features.split(8)])


def least_squares(inputs, targets, ridge=1e-4):
    """3x3 convolution that maps nearest-upsampled inputs to targets: weight [out, in, 3, 3], bias [out]."""
    gram, cross = 0, 0
    for x, y in zip(inputs.split(8), targets.split(8)):
        columns = F.unfold(upsampled(x), 3, padding=1).transpose(1, 2).reshape(-1, x.shape[1] * 9)
        columns = torch.cat([columns, torch.ones(len(columns), 1)], 1)
        gram = gram + (columns.T @ columns).double()
        cross = cross + (columns.T @ y.permute(0, 2, 3, 1).reshape(-1, y.shape[1])).double()
    gram += ridge * torch.diag(gram).mean() * torch.eye(len(gram), dtype=torch.float64)
    solution = torch.linalg.solve(gram, cross).T.float()
    return solution[:, :-1].reshape(len(solution), -1, 3, 3), solution[:, -1]


def clear(convolution):
    convolution.weight.zero_()
    convolution.bias.zero_()


def pass_through(convolution, channels):
    """The first `channels` channels unchanged and nothing else."""
    clear(convolution)
    centre = convolution.weight.shape[-1] // 2
    for c in range(channels):
        convolution.weight[c, c, centre, centre] = 1


def signed_pairs(convolution, channels, constants):
    """A 1x1 shortcut to the pairs (v, -v), the last `constants` channels constant and alternating in sign."""
    pass_through(convolution, channels)
    for c in range(channels):
        convolution.weight[channels + c, c] = -1
    convolution.bias[-constants:] = CONSTANT * torch.tensor([1.0, -1.0]).repeat(constants // 2)


def undo_norm(norm, mean_square, values):
    """The norm passes its first `values` channels unchanged and hides the constant ones, which have done their work."""
    norm.weight.zero_()
    norm.weight[:values] = mean_square**0.5
    norm.bias.zero_()


def silence_residual_branches(module):
    for name, parameter in module.named_parameters():
        if ".conv2." in name or ".to_out." in name:
            parameter.zero_()


@torch.no_grad()
def write_encoder(codec, model, images):
    encoder, latent_channels = model.encoder, model.config["latent_channels"]
    silence_residual_branches(encoder)
    pass_through(encoder.conv_in, 3)
    down = [block.downsamplers[0].conv for block in encoder.down_blocks[:-1]]
    for convolution in down:
        clear(convolution)
    # the first two rows and columns of a stride-2 kernel are the 2x2 patch: pixels become channels
    for c in range(3):
        for dy in range(2):
            for dx in range(2):
                down[0].weight[4 * c + 2 * dy + dx, c, dy, dx] = 1
    kept = down[1].weight.shape[0]
    quarters = F.pixel_unshuffle(F.pixel_unshuffle(images, 2), 2)
    _, _, vectors = principal_components(rows_of(quarters))
    basis4 = torch.from_numpy(vectors[:, :kept].T.copy()).float()
    down[1].weight[:, :12, :2, :2] = basis4.reshape(kept, 12, 2, 2)
    # the codec's basis, pixel order (c, y, x) in 8x8 -> (c, dy1, dx1, dy2, dx2, dy3, dx3), least significant bit first
    basis = codec.basis.reshape(COMPONENTS, 3, 2, 2, 2, 2, 2, 2).permute(0, 1, 4, 7, 3, 6, 2, 5)
    per_quarter = basis.reshape(COMPONENTS, 48, 4)
    down[2].weight[:COMPONENTS, :kept, :2, :2] = torch.einsum(
        "kcq,jc->kjq", per_quarter, basis4).reshape(COMPONENTS, kept, 2, 2)
    down[2].bias[:COMPONENTS] = -(codec.basis @ codec.mean)
    pass_through(encoder.down_blocks[1].resnets[0].conv_shortcut, 12)
    pass_through(encoder.down_blocks[2].resnets[0].conv_shortcut, kept)
    width = encoder.conv_norm_out.weight.shape[0]
    constants = width - 2 * COMPONENTS
    signed_pairs(encoder.down_blocks[3].resnets[0].conv_shortcut, COMPONENTS, constants)
    encoder.down_blocks[3].resnets[0].conv_shortcut.bias[-constants:] *= 8
    power = float((codec.components(images) ** 2).sum(1).mean())
    mean_square = (2 * power + constants * (8 * CONSTANT) ** 2) / width
    for norm in [encoder.conv_norm_out] + [resnet.norm1 for resnet in encoder.mid_block.resnets]:
        undo_norm(norm, mean_square, 2 * COMPONENTS)
    clear(encoder.conv_out)
    encoder.conv_out.weight[:latent_channels, :COMPONENTS] = codec.analysis.weight
    encoder.conv_out.weight[:latent_channels, COMPONENTS:2 * COMPONENTS] = -codec.analysis.weight
    encoder.conv_out.bias[:latent_channels] = codec.analysis.bias
    encoder.conv_out.bias[latent_channels:] = -20  # log variance
    pass_through(model.quant_conv, 2 * latent_channels)


@torch.no_grad()
def write_decoder(codec, model, images):
    decoder, latent_channels = model.decoder, model.config["latent_channels"]
    silence_residual_branches(decoder)
    pass_through(model.post_quant_conv, latent_channels)
    targets = [decoder.conv_in] + [block.upsamplers[0].conv for block in decoder.up_blocks[:-1]]
    for source, target in zip(codec.synthesis, targets):
        out, into = source.weight.shape[:2]
        target.weight[:out] = 0
        target.weight[:out, :into] = source.weight
        target.bias.zero_()
        target.bias[:out] = source.bias
    pass_through(decoder.up_blocks[1].resnets[0].conv_shortcut, WIDTHS[1])
    pass_through(decoder.up_blocks[2].resnets[0].conv_shortcut, WIDTHS[2])
    signed_pairs(decoder.up_blocks[3].resnets[0].conv_shortcut, 3, constants=2)
    width = decoder.conv_norm_out.weight.shape[0]
    mean_square = (2 * float((images**2).sum(1).mean()) + 2 * CONSTANT**2) / width
    for norm in (decoder.conv_norm_out, decoder.up_blocks[3].resnets[1].norm1):
        undo_norm(norm, mean_square, width - 2)
    clear(decoder.conv_out)
    for c in range(3):
        decoder.conv_out.weight[c, c, 1, 1], decoder.conv_out.weight[c, 3 + c, 1, 1] = 1, -1


def write_into(codec, model, images):
    """Writes the codec into an AutoencoderKL; `images` [N, 3, H, W] set the scales of the norms."""
    write_encoder(codec, model, images)
    write_decoder(codec, model, images)


@torch.no_grad()
def silence_middle_attention(model):
    """The training leaves the middle's attention out: its output is exactly zero."""
    for part in (model.encoder, model.decoder):
        out = part.mid_block.attentions[0].to_out[0]
        out.weight.zero_()
        out.bias.zero_()
