import { expect, it } from 'vitest'
import { exportOptionsOf } from '../../../../src/main/cli/export/export-options.ts'
import { UsageError } from '../../../../src/shared/errors.ts'

const flags = { run: ['1'], rcs: true, mmsegmentation: true, card: true }
const originalsOf = async (originals: string) => (await exportOptionsOf({ ...flags, originals })).originals

it.each([
  ['2000', { count: 2000 }],
  ['0.5', { share: 0.5 }],
  ['50%', { share: 0.5 }],
  ['fog=50%', { share: 0, conditions: { fog: 0.5 } }],
  ['25%, fog=0.5,night=0', { share: 0.25, conditions: { fog: 0.5, night: 0 } }],
])('--originals %s', async (text, amount) => {
  expect(await originalsOf(text)).toMatchObject({ amount })
})

it('no originals', async () => {
  expect(await originalsOf('0')).toBeNull()
})

it.each(['many', 'fog=', 'fog=some', 'dusk=50%', '10%,20%', 'fog=-1', 'fog=1100%', '-3'])(
  '--originals %s is refused',
  async (text) => {
    await expect(originalsOf(text)).rejects.toThrow(UsageError)
  },
)
