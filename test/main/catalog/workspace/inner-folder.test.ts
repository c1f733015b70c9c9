import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { makeInnerFolder } from '../../../../src/main/catalog/workspace/inner-folder.ts'
import { temporaryFolder } from '../temporary-workspace.ts'

it('makes what is missing below a workspace, and not the workspace', () => {
  const workspace = temporaryFolder()
  const inner = path.join(workspace, 'outputs', 'run-1', 'fog')
  makeInnerFolder(workspace, inner)
  makeInnerFolder(workspace, inner)
  expect(existsSync(inner)).toBe(true)
  rmSync(workspace, { recursive: true })
  expect(() => makeInnerFolder(workspace, inner)).toThrow('ENOENT')
  expect(existsSync(workspace)).toBe(false)
})
