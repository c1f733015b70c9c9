import { cpSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { failureOf } from './failure-of.ts'
import { startApp } from './started-app.ts'

const tinyModel = path.join(import.meta.dirname, '../../fixtures/oracle/tiny-sd')

it('has the demonstration model, and those that a person adds', async () => {
  const { calls, folder } = await startApp()
  const [embedded] = await calls.models.list()
  expect(embedded).toMatchObject({ id: 'embedded', demonstration: true, chosen: true, problems: [] })

  const copy = path.join(folder, 'tiny-sd')
  cpSync(tinyModel, copy, { recursive: true })
  expect(await calls.models.check({ path: copy })).toMatchObject({ name: 'tiny-sd', problems: [], chosen: false })
  expect(await calls.models.list()).toHaveLength(1)
  const added = await calls.models.add({ path: copy })
  expect(added.description).toMatch(/Stable Diffusion 1\.x.*parameters.*diffusers folder/)
  expect(await failureOf(calls.models.add({ path: copy }))).toMatchObject({ code: 'usage' })
  await calls.models.choose({ model: added.id })
  expect((await calls.models.list()).map(({ id, chosen }) => [id, chosen])).toEqual([
    ['embedded', false],
    [added.id, true],
  ])

  rmSync(path.join(copy, 'unet', 'diffusion_pytorch_model.safetensors'))
  const broken = (await calls.models.list())[1]!
  expect(broken.problems[0]).toContain('diffusion_pytorch_model')
  expect(await failureOf(calls.models.choose({ model: added.id }))).toMatchObject({ code: 'usage' })
  await calls.models.remove({ model: added.id })
  expect(await calls.models.list()).toMatchObject([{ id: 'embedded', chosen: true }])
  expect(await failureOf(calls.models.remove({ model: 'embedded' }))).toMatchObject({ code: 'usage' })
})

it('says of what is no model what it is', async () => {
  const { calls, folder } = await startApp()
  writeFileSync(path.join(folder, 'weights.ckpt'), 'pickle')
  expect(await failureOf(calls.models.add({ path: path.join(folder, 'weights.ckpt') }))).toMatchObject({
    code: 'unsupported-model',
  })
  expect(await failureOf(calls.models.check({ path: path.join(folder, 'nowhere') }))).toMatchObject({
    code: 'file-missing',
  })
})

it('describes the machine, remembers the device, and clears caches', async () => {
  const { calls, folder } = await startApp()
  const state = await calls.machine.state()
  expect(state.versions).toMatchObject({ Node: process.versions.node, Electron: 'none' })
  expect(state.versions['ONNX Runtime']).toMatch(/^\d+\./)
  expect(state.devices.find(({ provider }) => provider === 'cpu')).toMatchObject({ state: 'works', precision: 'fp32' })
  expect(state.chosen).toEqual({ provider: 'auto', precision: 'auto' })
  expect(state.caches.map(({ cache }) => cache).sort()).toEqual(['latents', 'thumbnails', 'verdicts', 'weights'])

  await calls.machine.chooseDevice({ provider: 'webgpu', precision: 'fp32' })
  expect((await calls.machine.state()).chosen).toEqual({ provider: 'webgpu', precision: 'fp32' })
  expect(await failureOf(calls.machine.chooseDevice({ provider: 'cpu', precision: 'fp16' }))).toMatchObject({
    code: 'usage',
  })

  const thumbnails = path.join(folder, 'workspace', 'thumbnails')
  writeFileSync(path.join(thumbnails, 'not-ours.txt'), 'kept')
  await calls.machine.clearCache({ cache: 'thumbnails' })
  const after = (await calls.machine.state()).caches.find(({ cache }) => cache === 'thumbnails')
  expect(after).toMatchObject({ folder: thumbnails, files: 0, bytes: 0 })
})
