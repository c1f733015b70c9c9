import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  configFolder,
  forgetWorkspace,
  rememberedWorkspaces,
  rememberWorkspace,
} from '../../../../src/main/catalog/workspace/remembered.ts'
import { WriteError } from '../../../../src/shared/errors.ts'
import { folderWith, temporaryFolder } from '../temporary-workspace.ts'

describe('the folder for settings', () => {
  it.each([
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/x/weatherglass'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/ann/.config/weatherglass'],
    ['linux', {}, '/home/ann/.config/weatherglass'],
    ['darwin', {}, '/home/ann/Library/Application Support/weatherglass'],
    ['linux', { WEATHERGLASS_CONFIG: '/own', XDG_CONFIG_HOME: '/x' }, '/own'],
  ] as const)('on %s with %o is %s', (platform, environment, folder) => {
    expect(configFolder(environment, platform, '/home/ann')).toBe(folder)
  })

  it('of the tests is not a person’s own', () => expect(configFolder()).toBe(process.env['WEATHERGLASS_CONFIG']))
})

describe('remembered workspaces', () => {
  it('are none at first, then the newest first, each once, ten at most', async () => {
    const folder = path.join(temporaryFolder(), 'deep', 'config')
    expect(await rememberedWorkspaces(folder)).toEqual({ current: null, recent: [] })
    for (let number = 0; number < 12; number++) await rememberWorkspace(`/data/${number}`, folder)
    await rememberWorkspace('/data/5', folder)
    const { current, recent } = await rememberedWorkspaces(folder)
    expect(current).toBe('/data/5')
    expect(recent).toEqual(['5', '11', '10', '9', '8', '7', '6', '4', '3', '2'].map((name) => `/data/${name}`))
    expect(readdirSync(folder)).toEqual(['workspaces.json'])
  })

  it('can be forgotten', async () => {
    const folder = temporaryFolder()
    await rememberWorkspace('/a', folder)
    await rememberWorkspace('/b', folder)
    await forgetWorkspace('/a', folder)
    expect(await rememberedWorkspaces(folder)).toEqual({ current: '/b', recent: ['/b'] })
    await forgetWorkspace('/b', folder)
    expect(await rememberedWorkspaces(folder)).toEqual({ current: null, recent: [] })
  })

  it.each(['', '{', '{"current": 3}', 'null'])('are none in a damaged file: %s', async (text) => {
    const folder = temporaryFolder()
    writeFileSync(path.join(folder, 'workspaces.json'), text)
    expect(await rememberedWorkspaces(folder)).toEqual({ current: null, recent: [] })
  })

  it('say where they cannot be kept', async () => {
    const file = path.join(folderWith({ file: 1 }), 'file')
    await expect(rememberWorkspace('/a', file)).rejects.toThrow(WriteError)
    await expect(rememberWorkspace('/a', file)).rejects.toThrow('WEATHERGLASS_CONFIG')
  })
})
