import { expect, it, vi } from 'vitest'
import {
  asNetworks,
  likenessRequest,
  noNetworks,
  readClasses,
  readSize,
  readTriple,
  refusals,
} from '../../../../src/renderer/features/export/likeness/networks.ts'
import { exportOptionsSchema, type LikenessStep } from '../../../../src/shared/exports.ts'

vi.stubGlobal('window', { location: { origin: 'http://127.0.0.1', host: '127.0.0.1' } })
vi.mock('../../../../src/renderer/api.ts', async () => import('../../../../src/renderer/api/failures.ts'))
const { LikenessWork } = await import('../../../../src/renderer/features/export/likeness/likeness-work.ts')

const options = exportOptionsSchema.parse({ runs: [1] })

it('what is typed is read, left to the file, or refused', () => {
  expect([readSize('512 x 1024'), readSize(' '), readSize('512'), readSize('8 8')]).toEqual([
    [512, 1024],
    null,
    undefined,
    undefined,
  ])
  expect(readTriple('0.485, 0.456, 0.406', () => true)).toEqual([0.485, 0.456, 0.406])
  expect(readTriple('0.2 0 0.2', (value) => value > 0)).toBeUndefined()
  expect(readClasses('Road, traffic light')).toEqual(['road', 'traffic light'])
  expect(readClasses('road, unicorn')).toBeUndefined()
  expect(Object.keys(refusals({ ...noNetworks, std: '1 1 0', classes: 'unicorn' }))).toEqual(['std', 'classes'])
})

it('there is no question without a network or with a field that cannot be read', () => {
  expect(likenessRequest(options, noNetworks)).toBeNull()
  expect(likenessRequest(options, { ...noNetworks, segmentation: '/a.onnx', size: 'wide' })).toBeNull()
  expect(likenessRequest(options, { ...noNetworks, inception: ' /a.safetensors ' })).toEqual({
    ...{ options, inception: '/a.safetensors', segmentation: null },
  })
  expect(likenessRequest(options, { ...noNetworks, segmentation: '/a.onnx', size: '512x1024' })?.segmentation).toEqual({
    ...{ file: '/a.onnx', size: [512, 1024], mean: null, std: null, classes: null },
  })
})

it('what another version stored is passed over', () => {
  expect(asNetworks({ ...noNetworks, inception: '/a' })?.inception).toBe('/a')
  expect(asNetworks({ inception: '/a' })).toBeUndefined()
})

const step = (done: number, conditions: LikenessStep['conditions'] = []): LikenessStep => ({
  ...{ what: 'comparing', done, total: 2, secondsLeft: null, conditions },
})
const fog = {
  condition: 'fog',
  results: 3,
  real: 4,
  fid: 70,
  kid: null,
  agreement: null,
  how: 'h',
  warning: null,
} as const
const request = likenessRequest(options, { ...noNetworks, inception: '/a' })!

it('a measurement that came to its end stays, one that was cancelled or failed leaves the last', async () => {
  let steps: () => AsyncGenerator<LikenessStep, void> = async function* () {
    await Promise.resolve()
    yield step(1)
    yield step(2, [fog])
  }
  const work = new LikenessWork({ likeness: (() => Promise.resolve(steps())) as never })
  work.start(request)
  await vi.waitFor(() => expect(work.current().isRunning).toBe(false))
  expect(work.current().measured).toEqual({ of: options, conditions: [fog] })

  steps = async function* () {
    yield step(1)
    await new Promise(() => undefined)
  }
  work.start(request)
  await vi.waitFor(() => expect(work.current().step?.done).toBe(1))
  work.cancel()
  expect(work.current()).toMatchObject({ isRunning: false, step: null, measured: { conditions: [fog] } })

  steps = async function* () {
    yield step(1)
    await Promise.reject(new Error('no'))
  }
  work.start(request)
  await vi.waitFor(() => expect(work.current().failure).not.toBeNull())
  expect(work.current().measured?.conditions).toEqual([fog])
})
