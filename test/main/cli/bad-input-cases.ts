import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { writeSafetensors } from '../../../src/main/diffusion/safetensors.ts'
import type { ErrorCode } from '../../../src/shared/errors.ts'
import { oraclePath } from '../../oracle.ts'
import { rawTensors } from '../diffusion/checkpoint-file.ts'
import { editJson, tinyModelFolder } from '../diffusion/model-folder.ts'
import { tensorFile, type RawTensor } from '../diffusion/safetensors-files.ts'

export interface Case {
  readonly name: string
  /** Options beside the usual ones, which they override. Writes what it needs into the folder. */
  readonly options: (folder: string) => Record<string, string> | Promise<Record<string, string>>
  readonly exitCode: 1 | 2
  readonly code: ErrorCode
  /** The option whose file the error is about; null: none. */
  readonly about: string | null
  readonly says: RegExp
}

export const usual = {
  '--model': oraclePath('tiny-sd'),
  '--content': oraclePath('cactif', 'content.png'),
  '--content-label': oraclePath('cactif', 'content_label.png'),
  '--style': oraclePath('cactif', 'style.png'),
  '--style-label': oraclePath('cactif', 'style_label.png'),
  '--size': '128x256',
  '--steps': '4',
  '--skip': '2',
  '--provider': 'cpu',
}

const put = (folder: string, name: string, content: string | Uint8Array): string => {
  writeFileSync(path.join(folder, name), content)
  return path.join(folder, name)
}
const settingsFile = (json: string) => (folder: string) => ({ '--settings': put(folder, 'settings.json', json) })
const given = (options: Record<string, string>) => () => options

const usage = (
  name: string,
  code: ErrorCode,
  options: Case['options'],
  says: RegExp,
  about: string | null = null,
): Case => ({ name, options, exitCode: 2, code, about, says })

export const usageCases: Case[] = [
  usage('a size that is none', 'usage', given({ '--size': '512' }), /HEIGHTxWIDTH.*"512"/),
  usage(
    'a size that is not a multiple of 64',
    'bad-settings',
    given({ '--size': '100x200' }),
    /multiple of 64.*\[100,200\]/,
  ),
  usage('an absurd size', 'bad-settings', given({ '--size': '64000x128000' }), /from 64 to 4096/),
  usage('no pixels', 'bad-settings', given({ '--size': '0x0' }), /from 64/),
  usage('as many skipped steps as there are', 'bad-settings', given({ '--skip': '4' }), /skip 4 of 4 steps/),
  usage('a seed that is no number', 'bad-settings', given({ '--seed': 'x' }), /received "x"/),
  usage('an empty seed', 'bad-settings', given({ '--seed': '' }), /received ""/),
  usage('a share above 1', 'bad-settings', given({ '--filter-share': '2' }), /0 to 1.*received 2/),
  usage('a method that is none', 'usage', given({ '--method': 'cactus' }), /cactus.*cactif/),
  usage('a provider that is none', 'usage', given({ '--provider': 'cudda' }), /cudda.*webgpu/),
  usage(
    'a preset that is none',
    'usage',
    given({ '--preset': 'fast_previw' }),
    /"fast_previw" is not a preset, the nearest one is "fast-preview"/,
  ),
  usage(
    'a preset without a name',
    'usage',
    given({ '--preset': '' }),
    /one of paper, demonstration, fast-preview, but received ""/,
  ),
  usage('a model without a path', 'usage', given({ '--model': '' }), /path of the model but received ""/),
  usage('settings without a path', 'usage', given({ '--settings': '' }), /path of the settings but received ""/),
  usage(
    'a settings file that does not fit the preset',
    'bad-settings',
    (folder) => ({
      ...settingsFile('{"steps": 10}')(folder),
      '--preset': 'fast-preview',
      '--steps': '10',
      '--skip': '12',
    }),
    /skip 12 of 10 steps/,
    '--settings',
  ),
  usage(
    'an option that is none',
    'usage',
    given({ '--sed': '3' }),
    /^Unknown option '--sed' \(Did you mean --seed\?\)$/,
  ),
  usage(
    'an unknown setting',
    'bad-settings',
    settingsFile('{"quirks": {"errosion": true}}'),
    /"quirks.errosion" is not a setting, the nearest one is "quirks.erosion"/,
    '--settings',
  ),
  usage(
    'a setting of a wrong type',
    'bad-settings',
    settingsFile('{"steps": "many"}'),
    /"steps" but received "many"/,
    '--settings',
  ),
  usage('settings that are no JSON', 'bad-settings', settingsFile('{"steps": 5'), /is not JSON/, '--settings'),
  usage('a picture of another format to write', 'usage', given({ '--out': 'picture.jpg' }), /end in \.png/, '--out'),
]

const missing = ['--model', '--content', '--content-label', '--style', '--style-label', '--noise', '--settings']
const unwritable = (name: string, options: Case['options'], says: RegExp): Case => ({
  name,
  options,
  exitCode: 1,
  code: 'write-failed',
  about: '--out',
  says,
})

export const fileCases: Case[] = [
  ...missing.map((option): Case => {
    const options = given({ [option]: '/nowhere/file' })
    return { name: `no ${option}`, options, exitCode: 1, code: 'file-missing', about: option, says: /nowhere/ }
  }),
  unwritable(
    'a folder to write to that does not exist',
    (folder) => ({ '--out': path.join(folder, 'no', 'out.png') }),
    /its folder does not exist/,
  ),
  unwritable(
    'a file as the folder to write to',
    (folder) => ({ '--out': path.join(put(folder, 'file', ''), 'out.png') }),
    /is not a folder/,
  ),
  unwritable(
    'a folder as the picture to write',
    (folder) => {
      mkdirSync(path.join(folder, 'folder.png'))
      return { '--out': path.join(folder, 'folder.png') }
    },
    /is a folder/,
  ),
  usage(
    'a picture to write that is an input, by a link',
    'usage',
    (folder) => {
      symlinkSync(usual['--content'], path.join(folder, 'linked.png'))
      return { '--out': path.join(folder, 'linked.png') }
    },
    /is an input/,
    '--out',
  ),
  usage(
    'a picture to write that is an input under another name',
    'usage',
    (folder) => {
      const content = put(folder, 'content.png', 'picture')
      linkSync(content, path.join(folder, 'same.png'))
      return { '--content': content, '--out': path.join(folder, 'same.png') }
    },
    /is an input/,
    '--out',
  ),
  usage(
    'a trace to write that is a part of the model',
    'usage',
    () => {
      const model = tinyModelFolder()
      return { '--model': model, '--trace': path.join(model, 'unet', 'diffusion_pytorch_model.safetensors') }
    },
    /is an input/,
    '--trace',
  ),
  usage(
    'a trace and a picture of one name',
    'usage',
    (folder) => ({ '--out': path.join(folder, 'a.png'), '--trace': path.join(folder, '.', 'a.png') }),
    /written twice/,
    '--trace',
  ),
  usage(
    'a trace where the provenance goes',
    'usage',
    (folder) => ({ '--out': path.join(folder, 'a.png'), '--trace': path.join(folder, 'a.json') }),
    /written twice/,
    '--trace',
  ),
]

const photo = () => sharp(oraclePath('cactif', 'content.png'))

function image(name: string, bytes: () => Promise<Uint8Array>, says: RegExp): Case {
  const options = async (folder: string) => ({ '--content': put(folder, name, await bytes()) })
  return { name, options, exitCode: 1, code: 'bad-image', about: '--content', says }
}

const half = async (bytes: Promise<Buffer>): Promise<Uint8Array> => {
  const whole = await bytes
  return whole.subarray(0, whole.length / 2)
}

export const imageCases: Case[] = [
  image('text.png', () => Promise.resolve(Buffer.from('not a picture')), /is not an image/),
  image('empty.png', () => Promise.resolve(new Uint8Array()), /is empty/),
  image('truncated.png', () => half(photo().png().toBuffer()), /damaged or truncated/),
  image('truncated.jpg', () => half(photo().jpeg().toBuffer()), /damaged or truncated/),
  image('deep.png', () => photo().toColourspace('rgb16').png().toBuffer(), /16-bit/),
  image('cmyk.jpg', () => photo().toColourspace('cmyk').jpeg().toBuffer(), /CMYK/),
  image('alpha.png', () => photo().ensureAlpha(0.5).png().toBuffer(), /transparent/),
  {
    name: 'a folder as the content',
    options: (folder) => ({ '--content': folder }),
    exitCode: 1,
    code: 'bad-image',
    about: '--content',
    says: /is a folder/,
  },
]

function label(name: string, bytes: () => Promise<Uint8Array>, says: RegExp): Case {
  const options = async (folder: string) => ({ '--content-label': put(folder, name, await bytes()) })
  return { name, options, exitCode: 1, code: 'bad-label', about: '--content-label', says }
}
const flatLabel = async (width: number, height: number, value: number): Promise<Uint8Array> =>
  sharp(new Uint8Array(width * height).fill(value), { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()

export const labelCases: Case[] = [
  label('small_labelIds.png', () => flatLabel(100, 50, 7), /has 100x50 pixels but its image has 290x152/),
  label('void_labelIds.png', () => flatLabel(290, 152, 0), /no pixel of a known class/),
  label('strange_labelTrainIds.png', () => flatLabel(290, 152, 77), /holds the value 77/),
  label('photo.png', () => photo().png().toBuffer(), /is not a label map/),
  label('text.png', () => Promise.resolve(Buffer.from('not a picture')), /is not a PNG/),
  label('photo.jpg', () => photo().jpeg().toBuffer(), /is not a PNG/),
]

const unetFile = 'diffusion_pytorch_model.safetensors'
function model(name: string, code: ErrorCode, says: RegExp, damage: (folder: string) => void): Case {
  const options = () => {
    const folder = tinyModelFolder()
    damage(folder)
    return { '--model': folder }
  }
  return { name, options, exitCode: 1, code, about: '--model', says }
}
function changedUnet(folder: string, change: (tensors: Record<string, RawTensor>) => void): void {
  const tensors = rawTensors('unet', unetFile)
  change(tensors)
  writeFileSync(path.join(folder, 'unet', unetFile), tensorFile(tensors))
}

export const modelCases: Case[] = [
  model(
    'a tensor that is missing',
    'bad-weights',
    /lack the tensor conv_in.weight of shape \[16, 4, 3, 3\]/,
    (folder) => changedUnet(folder, (tensors) => delete tensors['conv_in.weight']),
  ),
  model(
    'a tensor of another shape',
    'bad-weights',
    /conv_in.bias has shape \[4, 4\] where .* asks for \[16\]/,
    (folder) =>
      changedUnet(folder, (tensors) => {
        tensors['conv_in.bias'] = { ...tensors['conv_in.bias']!, shape: [4, 4] }
      }),
  ),
  model('weights that are truncated', 'bad-weights', /expected|ends|truncated/, (folder) => {
    const whole = tensorFile(rawTensors('unet', unetFile))
    writeFileSync(path.join(folder, 'unet', unetFile), whole.subarray(0, whole.length / 2))
  }),
  model('a config value that is not supported', 'unsupported-model', /"act_fn" is "mish"/, (folder) =>
    editJson(path.join(folder, 'unet', 'config.json'), { act_fn: 'mish' }),
  ),
  {
    name: 'a pickle',
    options: (folder) => ({ '--model': put(folder, 'model.ckpt', 'PK') }),
    exitCode: 1,
    code: 'unsupported-model',
    about: '--model',
    says: /pickle/,
  },
  {
    name: 'a picture as the model',
    options: given({ '--model': oraclePath('cactif', 'content.png') }),
    exitCode: 1,
    code: 'bad-weights',
    about: '--model',
    says: /not a safetensors file/,
  },
]

export const noiseCase: Case = {
  name: 'noise of another shape',
  options: async (folder) => {
    const data = new Float32Array(4 * 4 * 8 * 8)
    const file = path.join(folder, 'noise.safetensors')
    await writeSafetensors(file, [['content.noise', { dtype: 'F32', shape: [4, 4, 8, 8], data }]])
    return { '--noise': file }
  },
  exitCode: 1,
  code: 'bad-tensor-file',
  about: '--noise',
  says: /expected content.noise as float32 \[4, 4, 16, 32\] for these settings, found F32 \[4, 4, 8, 8\]/,
}
