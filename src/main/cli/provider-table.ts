import type { Verification } from '../engine/protocol.ts'
import type { VerifiedDevice } from '../engine/verify-devices.ts'

/** One line for each device, then a sentence for each thing that is wrong. */
export function providerTable(devices: readonly VerifiedDevice[]): string {
  const header = [
    'provider',
    'in the package',
    'starts',
    'largest difference',
    'speed',
    'per image',
    'memory',
    'verdict',
  ]
  const lines = [header, ...devices.map(cells)]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  const table = lines.map((line) => `  ${line.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}`.trimEnd())
  return [...table, ...problems(devices), ...remedies(devices), ''].join('\n')
}

function cells(device: VerifiedDevice): string[] {
  const { provider, precision, bundled, speed, fullSize, passed } = device
  return [
    `${provider} ${precision}`,
    bundled ? 'yes' : 'to be installed',
    speed ? 'yes' : 'no',
    largestDifference(device)?.toExponential(1) ?? '-',
    speed ? `${(speed.device / speed.cpu).toPrecision(2)} x CPU` : '-',
    fullSize ? `${fullSize.secondsPerImage.toPrecision(3)} s` : '-',
    fullSize ? `${(fullSize.peakMemoryBytes / 1e9).toFixed(1)} GB` : '-',
    passed ? 'right' : speed ? 'wrong' : '-',
  ]
}

function largestDifference({ parts, fullSize }: Verification): number | null {
  const all = [...parts, ...(fullSize?.parts ?? [])].map(({ difference }) => difference ?? Number.NaN)
  return all.length === 0 ? null : Math.max(...all)
}

/** Each problem once, with the devices that have it. */
function problems(devices: readonly VerifiedDevice[]): string[] {
  const affected = new Map<string, string[]>()
  for (const { provider, precision, problems } of devices)
    for (const problem of problems)
      affected.set(problem, [...(affected.get(problem) ?? []), `${provider} ${precision}`])
  return Array.from(affected, ([problem, names]) => `  ${names.join(', ')}: ${problem}`)
}

const remedies = (devices: readonly VerifiedDevice[]): Set<string> =>
  new Set(devices.flatMap(({ provider, remedy }) => (remedy === null ? [] : [`  to use ${provider}, ${remedy}`])))
