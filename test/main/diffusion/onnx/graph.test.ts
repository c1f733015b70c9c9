import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema, TensorProto_DataLocation as DataLocation, type ModelProto } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { WeightsError } from '../../../../src/shared/errors.ts'
import { openModel, type Component } from '../../../../src/main/diffusion/model-source.ts'
import { Graph, type OnnxModel } from '../../../../src/main/diffusion/onnx/graph.ts'
import { linear } from '../../../../src/main/diffusion/onnx/layers.ts'
import { add, mul, reduceSum, reshape } from '../../../../src/main/diffusion/onnx/operators.ts'
import { buildTextEncoder } from '../../../../src/main/diffusion/text-encoder.ts'
import { openFolderPart } from '../../../../src/main/diffusion/weights/diffusers-folder.ts'
import { oraclePath, readGoldens, relativeL2, float32 as goldenOf } from '../../../oracle.ts'
import { cpu, evaluate, flag, floats, integers, load, Outputs } from '../graph-evaluation.ts'
import { tinyHubCache } from '../model-folder.ts'
import { float32, rawFile, temporaryFolder } from '../safetensors-files.ts'

const parse = (model: OnnxModel): ModelProto => fromBinary(ModelProtoSchema, model.bytes)
const half = { device: 'gpu', compute: 'float16' } as const

describe('weights as external data', () => {
  /** A linear layer of 3 inputs and 2 outputs whose tensors begin at `offset` bytes behind an odd boundary. */
  async function unaligned(padding: number): Promise<Component> {
    const folder = temporaryFolder()
    const weight = float32([2, 3], [1, 2, 3, 4, 5, 6]).bytes
    const bias = float32([2], [10, 20]).bytes
    const header = JSON.stringify({
      'layer.bias': { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      'layer.weight': { dtype: 'F32', shape: [2, 3], data_offsets: [8, 32] },
    })
    const even = header.padEnd(Math.ceil(header.length / 8) * 8)
    writeFileSync(path.join(folder, 'config.json'), '{}')
    writeFileSync(
      path.join(folder, 'model.safetensors'),
      rawFile(even + ' '.repeat(padding), Buffer.concat([bias, weight])),
    )
    return (await openFolderPart(folder, 'model', undefined)).component
  }

  it.each([0, 1, 2, 3, 5])('may begin anywhere: %i bytes behind a boundary of 8', async (padding) => {
    const component = await unaligned(padding)
    expect(component.tensors.get('layer.weight')!.offset % 8).toBe(padding)
    const graph = new Graph(cpu, component)
    graph.output('y', linear(graph, 'layer', graph.input('x', 'float32', ['rows', 3]), 2))
    const outputs = await evaluate(graph.finish(), { x: floats(Float32Array.of(1, 1, 1, 1, 0, 0), [2, 3]) })
    expect([...outputs.float32('y')]).toEqual([16, 35, 11, 24])
  })

  it('are not in the model, which names file, offset and length', async () => {
    const component = await unaligned(0)
    const graph = new Graph(cpu, component)
    graph.output('y', linear(graph, 'layer', graph.input('x', 'float32', ['rows', 3]), 2))
    const model = graph.finish()
    expect(model.weightsFolder).toBe(component.folder)
    const weight = parse(model).graph!.initializer.find(({ name }) => name === 'layer.weight')!
    expect(weight.dataLocation).toBe(DataLocation.EXTERNAL)
    expect(weight.rawData).toHaveLength(0)
    expect(Object.fromEntries(weight.externalData.map(({ key, value }) => [key, value]))).toEqual({
      location: 'model.safetensors',
      offset: String(component.tensors.get('layer.weight')!.offset),
      length: '24',
    })
  })

  it.each([
    ['in the Hugging Face cache', () => tinyHubCache()],
    ['that leave the folder of the model', linkedOutside],
  ])('are found through links %s', async (_, folder) => {
    const goldens = readGoldens('blocks', 'text_encoder.safetensors')
    const { textEncoder } = await openModel(folder())
    const model = buildTextEncoder(textEncoder!, { target: cpu, tokens: 77 })
    const ids = integers([...(goldens.get('input_ids')!.data as BigInt64Array)], [4, 77])
    const embeddings = (await evaluate(model, { ids })).float32('embeddings')
    expect(relativeL2(embeddings, goldenOf(goldens, 'last_hidden_state'))).toBeLessThan(1e-4)
  })

  /** The tiny model with its text encoder's weights in another folder, behind a link. */
  function linkedOutside(): string {
    const [folder, elsewhere] = [path.join(temporaryFolder(), 'model'), temporaryFolder()]
    mkdirSync(folder)
    cpSync(oraclePath('tiny-sd'), folder, { recursive: true })
    const file = path.join(folder, 'text_encoder', 'model.safetensors')
    renameSync(file, path.join(elsewhere, 'weights.bin'))
    symlinkSync(path.join(elsewhere, 'weights.bin'), file)
    return folder
  }

  it('are an error where there is no weights file', () => {
    const attempt = () => new Graph(cpu).weight('layer.weight', [2, 3])
    expect(attempt).toThrow(WeightsError)
    expect(attempt).toThrow('layer.weight')
  })
})

describe('a constant', () => {
  it.each([
    ['small', 3],
    ['large', 300],
  ])('that is %s is stored once', (_, size) => {
    const graph = new Graph(cpu)
    const x = graph.input('x', 'float32', [size])
    const ramp = (step: number) =>
      graph.floats(
        Float32Array.from({ length: size }, (_, i) => i * step),
        [size],
      )
    const sum = add(graph, add(graph, x, ramp(1)), add(graph, ramp(1), ramp(2)))
    graph.output('y', sum)
    expect(parse(graph.finish()).graph!.initializer).toHaveLength(2)
  })

  it('of another shape or type is another', async () => {
    const graph = new Graph(cpu)
    const values = [graph.float(1), graph.floats([1], [1]), graph.floats([1], [1, 1]), graph.float(1, 'float16')]
    expect(new Set(values.map(({ name }) => name)).size).toBe(4)
    for (const [i, value] of values.entries()) graph.output(`y${i}`, value)
    const outputs = await evaluate(graph.finish(), {})
    expect([0, 1, 2, 3].map((i) => outputs.tensor(`y${i}`).dims)).toEqual([[], [1], [1, 1], []])
  })

  it('is rounded to the nearest half float, ties to even, where the graph computes in float16', async () => {
    const graph = new Graph(half)
    const given = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 / 3, -65504, 2 ** -24, 2 ** -26, 0.1]
    graph.output('y', graph.floats(given, [given.length]))
    const outputs = await evaluate(graph.finish(), {})
    expect([...outputs.float32('y')]).toEqual([1, 1 + 2 ** -9, 0.333251953125, -65504, 2 ** -24, 0, 0.0999755859375])
  })

  it('that float16 cannot hold is refused', () => {
    expect(() => new Graph(half).float(70000)).toThrow('the constant 70000 is too large for float16')
  })
})

describe('a branch', () => {
  it('evaluates the side that its condition says, with what is outside of it', async () => {
    const graph = new Graph(cpu)
    const x = graph.input('x', 'float32', ['rows', 2])
    const condition = graph.input('condition', 'bool', [])
    const doubled = mul(graph, x, graph.float(2))
    const [first, second] = graph.branch(
      condition,
      () => [add(graph, doubled, graph.float(1)), x],
      () => [doubled, reshape(graph, reduceSum(graph, x, 1), ['rows', 1])],
    )
    graph.output('first', mul(graph, first!, graph.float(10)))
    graph.output('second', second!)
    const session = await load(graph.finish())
    const given = floats(Float32Array.of(1, 2), [1, 2])
    const run = async (value: boolean) => {
      const outputs = new Outputs(await session.run({ x: given, condition: flag(value) }))
      return [[...outputs.float32('first')], [...outputs.float32('second')]]
    }
    expect(await run(true)).toEqual([
      [30, 50],
      [1, 2],
    ])
    expect(await run(false)).toEqual([[20, 40], [3]])
    await session.release()
  })

  it('may hold another, and skips what it does not take', async () => {
    const graph = new Graph(cpu)
    const x = graph.input('x', 'float32', [2])
    const [outer, inner] = [graph.input('outer', 'bool', []), graph.input('inner', 'bool', [])]
    // an index out of range fails when it is evaluated
    const failing = () => [graph.node('Gather', [x, graph.int64s([7, 7])], { shape: [2] }, { axis: 0 })]
    const [y] = graph.branch(outer, () => graph.branch(inner, () => [add(graph, x, x)], failing), failing)
    graph.output('y', y!)
    const session = await load(graph.finish())
    const run = (a: boolean, b: boolean) =>
      session.run({ x: floats(Float32Array.of(1, 2), [2]), outer: flag(a), inner: flag(b) }, { logSeverityLevel: 4 })
    expect([...new Outputs(await run(true, true)).float32('y')]).toEqual([2, 4])
    await expect(run(true, false)).rejects.toThrow('out of data bounds')
    await expect(run(false, true)).rejects.toThrow('out of data bounds')
    await session.release()
  })

  it('must give as many values on both sides', () => {
    const graph = new Graph(cpu)
    const x = graph.input('x', 'float32', [2])
    const condition = graph.input('condition', 'bool', [])
    expect(() =>
      graph.branch(
        condition,
        () => [x],
        () => [x, x],
      ),
    ).toThrow('as many values')
  })
})

describe('a written model', () => {
  it('parses back with its operators, attributes, inputs and outputs', () => {
    const graph = new Graph(cpu)
    const x = graph.input('x', 'float32', ['rows', 4, 6, 6])
    const scales = graph.floats([1, 1, 2, 2], [4])
    const larger = graph.node('Resize', [x, null, scales], { shape: ['rows', 4, 12, 12] }, { mode: 'nearest' })
    const ones = [graph.floats(new Float32Array(4).fill(1), [4]), graph.floats(new Float32Array(4), [4])]
    const normed = graph.node(
      'InstanceNormalization',
      [larger, ...ones],
      { shape: larger.shape },
      { epsilon: { float: 0.5 } },
    )
    const turned = graph.node('Transpose', [normed], { shape: ['rows', 12, 4, 12] }, { perm: [0, 2, 1, 3] })
    graph.output('y', graph.node('Softmax', [turned], { shape: turned.shape }, { axis: -1 }))

    const model = parse(graph.finish())
    expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([
      ['', 20n],
      ['com.microsoft', 1n],
    ])
    const [resize, norm, transpose, softmax, output] = model.graph!.node
    expect(resize!.input).toEqual(['x', '', scales.name])
    expect(new TextDecoder().decode(resize!.attribute[0]!.s)).toBe('nearest')
    expect(norm!.attribute[0]).toMatchObject({ name: 'epsilon', f: 0.5 })
    expect(transpose!.attribute[0]).toMatchObject({ name: 'perm', ints: [0n, 2n, 1n, 3n] })
    expect(softmax!.attribute[0]).toMatchObject({ name: 'axis', i: -1n })
    expect(output!.output).toEqual(['y'])
    const shapeOf = (value: (typeof model.graph & object)['input'][number]) => {
      const type = value.type!.value
      return type.case === 'tensorType' ? type.value.shape!.dim.map((dim) => dim.value.value) : null
    }
    expect(model.graph!.input.map((value) => [value.name, shapeOf(value)])).toEqual([['x', ['rows', 4n, 6n, 6n]]])
    expect(model.graph!.output.map((value) => [value.name, shapeOf(value)])).toEqual([['y', ['rows', 12n, 4n, 12n]]])
  })

  it('has float32 outputs where it computes in float16', async () => {
    const graph = new Graph(half)
    const x = graph.cast(graph.input('x', 'float32', [1]), 'float16')
    graph.output('y', mul(graph, x, graph.float(1)))
    const model = graph.finish()
    expect(model.outputs).toEqual([{ name: 'y', type: 'float32', shape: [1] }])
    const outputs = await evaluate(model, { x: floats(Float32Array.of(1 / 3), [1]) })
    expect([...outputs.float32('y')]).toEqual([0.333251953125])
  })
})
