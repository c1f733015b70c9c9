import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
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

it('doctor --verify tries every provider and says what is missing', { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-doctor-'))
  try {
    const found = parseOutput(await runCommand(['doctor', '--verify', '--weights-cache', folder, '--json']))
    const verified = found['verified'] as { provider: string; passed: boolean; problems: string[] }[]
    expect(verified[0]).toMatchObject({ provider: 'cpu', precision: 'fp32', passed: true, remedy: null })
    for (const { provider, passed, problems } of verified.slice(1))
      expect([provider, passed || problems.length > 0]).toEqual([provider, true])
  } finally {
    await rm(folder, { recursive: true })
  }
})
