import { CommanderError } from 'commander'
import { expect, it } from 'vitest'
import { describeFailure } from '../../../src/main/cli/report-error.ts'
import { CancelledError, ImageError, SettingsError } from '../../../src/shared/errors.ts'

it('a bad picture is a failure, with its file', () => {
  expect(describeFailure(new ImageError('a.png is not an image.', 'a.png'))).toEqual({
    error: { code: 'bad-image', message: 'a.png is not an image.', file: 'a.png' },
    exitCode: 1,
  })
})

it('settings and options are wrong usage', () => {
  expect(describeFailure(new SettingsError('no')).exitCode).toBe(2)
  const option = new CommanderError(
    1,
    'commander.unknownOption',
    "error: unknown option '--sed'\n(Did you mean --seed?)",
  )
  expect(describeFailure(option)).toEqual({
    error: { code: 'usage', message: "Unknown option '--sed' (Did you mean --seed?)" },
    exitCode: 2,
  })
})

it('a cancelled task is a failure', () => {
  expect(describeFailure(new CancelledError('cancelled')).exitCode).toBe(1)
})

it('a defect says how to see where it was', () => {
  const { error, exitCode } = describeFailure(new TypeError('x is not a function'))
  expect(exitCode).toBe(1)
  expect(error.code).toBe('defect')
  expect(error.message).toContain('x is not a function')
  expect(error.message).toContain('WEATHERGLASS_DEBUG=1')
  expect(describeFailure('thrown text').error.message).toContain('thrown text')
})
