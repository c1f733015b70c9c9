import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { runCommand } from '../cli/run-command.ts'
import { temporaryFolder } from '../catalog/temporary-workspace.ts'

const page = fileURLToPath(new URL('../../../out/renderer/index.html', import.meta.url))

// without a build there is no page to serve
it.runIf(existsSync(page))('a port that is taken ends the command with a sentence', { timeout: 120_000 }, async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { readonly port: number }
  const workspace = temporaryFolder()
  const { exitCode, stdout, stderr } = await runCommand(['serve', '--port', String(port), '--workspace', workspace])
  other.close()
  expect(stderr).toBe(`Port ${port} of 127.0.0.1 is taken by another program; choose another one with --port.\n`)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
})
