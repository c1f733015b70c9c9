import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Intersections } from '../../../../src/main/metrics/agreement/intersections.ts'
import { SegmentationNetwork } from '../../../../src/main/metrics/agreement/segmentation.ts'
import { writeNetwork } from './red-or-blue.ts'

it('intersection over union by class, void left out', () => {
  const counts = new Intersections()
  counts.add(Uint8Array.of(0, 0, 0, 13, 13, 255), Uint8Array.of(0, 0, 13, 13, 255, 5))
  counts.add(Uint8Array.of(0, 13), Uint8Array.of(0, 13))
  const classes = counts.classes()
  expect(classes[0]).toBeCloseTo(3 / 4)
  expect(classes[13]).toBeCloseTo(2 / 4)
  expect(classes[5]).toBeNull()
  expect(counts.mean()).toBeCloseTo((3 / 4 + 2 / 4) / 2)
  expect(new Intersections().mean()).toBeNull()
})

it('a network of the person’s own labels a picture of any size in the classes that are given', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weatherglass-agreement-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'network.onnx')
  writeNetwork(file)
  const plain = { file, size: null, mean: [0, 0, 0], std: [1, 1, 1] } as const
  const network = await SegmentationNetwork.open({ ...plain, classes: ['road', 'sky'] })
  const data = new Uint8Array(16 * 8 * 3)
  for (let i = 0; i < 16 * 8; i++) data[3 * i + (i % 16 < 8 ? 0 : 2)] = 200
  const ids = await network.predict({ width: 16, height: 8, data })
  await network.release()
  expect([ids[0], ids[7], ids[8], ids[15]]).toEqual([0, 0, 10, 10])
  writeFileSync(path.join(folder, 'text.onnx'), 'no network')
  await expect(
    SegmentationNetwork.open({ ...plain, file: path.join(folder, 'text.onnx'), classes: null }),
  ).rejects.toThrow(/ONNX|no input/)
})
