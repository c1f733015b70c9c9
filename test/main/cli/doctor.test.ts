import { expect, it } from 'vitest'
import { parseOutput, runCommand } from './run-command.ts'

it('doctor describes machine, versions and providers', async () => {
  const diagnosis = parseOutput(await runCommand(['doctor', '--json']))
  expect(diagnosis).toMatchObject({
    versions: { node: process.versions.node },
    machine: { cores: expect.any(Number) as number },
  })
  expect(diagnosis['providers']).toContainEqual({ provider: 'cpu', bundled: true })
  const { stdout, exitCode } = await runCommand(['doctor'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('ONNX Runtime 1.')
})

it.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'doctor says how to install the CUDA libraries',
  async () => {
    const { stdout } = await runCommand(['doctor'])
    expect(stdout).toMatch(/CUDA .*(are installed|node node_modules\/onnxruntime-node\/script\/install\.js)/)
  },
)
