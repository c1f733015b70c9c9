import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogFile } from '../../../../src/main/catalog/workspace/folders.ts'
import { createWorkspace, openWorkspace, stateOfFolder } from '../../../../src/main/catalog/workspace/workspace.ts'
import { WorkspaceError, WriteError } from '../../../../src/shared/errors.ts'
import { addSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { listSources } from '../../../../src/main/catalog/sources/sources.ts'
import { folderWith, newWorkspace, opened, temporaryFolder } from '../temporary-workspace.ts'

describe('creating a workspace', () => {
  it('makes the folder with its mark, its catalog and its folders', async () => {
    const folder = path.join(temporaryFolder(), 'new', 'straße 霧')
    const workspace = await createWorkspace(folder)
    expect(workspace.folder).toBe(folder)
    expect(readdirSync(folder).sort()).toEqual(
      ['backups', 'catalog.sqlite', 'outputs', 'thumbnails', 'weatherglass.json', 'workspace.lock'].sort(),
    )
    expect(JSON.parse(readFileSync(path.join(folder, 'weatherglass.json'), 'utf8'))).toEqual({
      format: 1,
      id: workspace.id,
      created: workspace.createdUtc,
    })
    expect(await openWorkspace(folder)).toEqual(workspace)
  })

  it('takes an empty folder, and gives the workspace that is there already', async () => {
    const folder = temporaryFolder()
    const first = await createWorkspace(folder)
    expect(await createWorkspace(folder)).toEqual(first)
  })

  it('refuses a folder with other files, and touches nothing in it', async () => {
    const folder = folderWith({ 'holiday.jpg': 10 })
    await expect(createWorkspace(folder)).rejects.toThrow(`${folder} is not empty and no workspace`)
    expect(readdirSync(folder)).toEqual(['holiday.jpg'])
    expect(await stateOfFolder(folder)).toBe('occupied')
  })

  it('refuses a file', async () => {
    const file = path.join(folderWith({ 'a.png': 1 }), 'a.png')
    await expect(createWorkspace(file)).rejects.toThrow(WorkspaceError)
    await expect(createWorkspace(path.join(file, 'ws'))).rejects.toThrow(`is a file; give a folder`)
  })

  it('goes on where it was interrupted before its mark was written, and keeps what the catalog held', async () => {
    const { folder } = await newWorkspace()
    const workspace = await openWorkspace(folder)
    const catalog = await opened(workspace)
    await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'folder', name: 'kept' })
    catalog.close()
    rmSync(path.join(folder, 'weatherglass.json'))
    rmSync(path.join(folder, 'outputs'), { recursive: true })
    await expect(openWorkspace(folder)).rejects.toThrow(WorkspaceError)
    const again = await opened(await createWorkspace(folder))
    expect(listSources(again.database).map(({ name }) => name)).toEqual(['kept'])
  })

  it.skipIf(process.getuid?.() === 0)('refuses a folder where nothing can be written', async () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o500)
    await expect(createWorkspace(folder)).rejects.toThrow(WriteError)
    await expect(createWorkspace(path.join(folder, 'ws'))).rejects.toThrow(WriteError)
    chmodSync(folder, 0o700)
  })
})

describe('opening a workspace', () => {
  it('says what a folder lacks', async () => {
    const folder = temporaryFolder()
    await expect(openWorkspace(path.join(folder, 'gone'))).rejects.toThrow('is not there or empty')
    await expect(openWorkspace(folderWith({ 'a.txt': 1 }))).rejects.toThrow(
      'holds other files and no weatherglass.json',
    )
  })

  it('refuses one of a newer Weatherglass', async () => {
    const { folder } = await newWorkspace()
    writeFileSync(path.join(folder, 'weatherglass.json'), '{"format": 2, "id": "x", "created": "y", "more": []}')
    await expect(openWorkspace(folder)).rejects.toThrow('newer Weatherglass (format 2, this one knows 1)')
  })

  it.each(['', '{', '{"format": 1}', '[]', 'x'.repeat(100_000)])('refuses a damaged mark (%#)', async (text) => {
    const { folder } = await newWorkspace()
    writeFileSync(path.join(folder, 'weatherglass.json'), text)
    await expect(openWorkspace(folder)).rejects.toThrow('is damaged: expected format, id and created')
  })

  it('opens one that was moved or copied, or is reached by a link', async () => {
    const workspace = await newWorkspace()
    const catalog = await opened(workspace)
    await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'folder', name: 'kept' })
    catalog.close()
    const moved = path.join(temporaryFolder(), 'moved')
    renameSync(workspace.folder, moved)
    const link = path.join(temporaryFolder(), 'link')
    symlinkSync(moved, link)
    const there = await openWorkspace(link)
    expect(there).toEqual({ ...workspace, folder: moved })
    const copied = path.join(temporaryFolder(), 'copy')
    cpSync(moved, copied, { recursive: true })
    const copy = await opened(await openWorkspace(copied))
    expect(listSources(copy.database)).toHaveLength(1)
  })

  it('refuses one that was moved into a source, or a source into it', async () => {
    const workspace = await newWorkspace()
    const source = folderWith({ 'a.png': 1 })
    const catalog = await opened(workspace)
    await addSource(catalog, { root: source, layout: 'folder' })
    catalog.close()
    const inside = path.join(source, 'ws')
    renameSync(workspace.folder, inside)
    await expect(opened(await openWorkspace(inside))).rejects.toThrow('lie in each other')
    const outside = path.join(temporaryFolder(), 'ws')
    renameSync(inside, outside)
    await opened(await openWorkspace(outside))
  })

  it('makes folders that were deleted again', async () => {
    const workspace = await newWorkspace()
    rmSync(path.join(workspace.folder, 'thumbnails'), { recursive: true })
    await openWorkspace(workspace.folder)
    expect(readdirSync(workspace.folder)).toContain('thumbnails')
  })

  it('says that the catalog is gone where it is', async () => {
    const workspace = await newWorkspace()
    rmSync(catalogFile(workspace))
    await expect(opened(workspace)).rejects.toThrow('is damaged (the file is gone); there is no backup')
    mkdirSync(catalogFile(workspace))
    await expect(opened(workspace)).rejects.toThrow(catalogFile(workspace))
  })
})
