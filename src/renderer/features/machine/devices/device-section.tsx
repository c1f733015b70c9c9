import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Radio from '@mui/material/Radio'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { DeviceEntry, DeviceSetting, MachineState } from '../../../../shared/machine.ts'
import { api } from '../../../api.ts'
import type { useAction } from '../../../application/action.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { ProgressLine } from '../../../ui/progress/progress-line.tsx'
import {
  AUTOMATIC,
  deviceInWords,
  deviceKey,
  isChosen,
  memoryInWords,
  providerNames,
  settingOf,
  speedInWords,
} from '../machine-words.ts'
import { Card, Section } from '../section.tsx'
import styles from './device-section.module.css'
import { useVerification } from './verification.ts'

interface DeviceSectionProps {
  readonly machine: MachineState | undefined
  readonly action: ReturnType<typeof useAction>
  readonly onChange: () => void
}

/** What computes here: only what computes as the CPU does can be picked. */
export function DeviceSection({ machine, action: { run }, onChange }: DeviceSectionProps) {
  const verification = useVerification(onChange)
  const choose = async (device: DeviceSetting, name: string) => {
    if (await run(() => api.machine.chooseDevice(device), `${name} computes from now on.`)) onChange()
  }
  const { progress, failure } = verification
  return (
    <Section
      title="What computes here"
      note={machine && memoryInWords(machine)}
      action={
        <Button variant="outlined" disabled={!machine || progress !== null} onClick={verification.start}>
          Check and measure
        </Button>
      }
    >
      {failure && <ErrorBanner what={failure.message} onDismiss={verification.dismiss} />}
      {progress && (
        <Card>
          <ProgressLine form="block" progress={progress} onCancel={verification.cancel} />
        </Card>
      )}
      {!machine && <LinearProgress aria-label="Looking at the machine" />}
      {machine && <DeviceTable machine={machine} onChoose={(device, name) => void choose(device, name)} />}
      <p className={styles.note}>
        Images per hour are for 1,024 × 512 pixels with Stable Diffusion 1.5 and the settings of the paper, from the
        measured speed of each device. One that computes otherwise than the CPU cannot be picked.
      </p>
    </Section>
  )
}

interface DeviceTableProps {
  readonly machine: MachineState
  readonly onChoose: (device: DeviceSetting, name: string) => void
}

function DeviceTable({ machine, onChoose }: DeviceTableProps) {
  const { devices, chosen } = machine
  return (
    <div className={styles.box}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>Use</TableCell>
            <TableCell>Device</TableCell>
            <TableCell>Precision</TableCell>
            <TableCell align="right">Images/h</TableCell>
            <TableCell>What was found</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          <TableRow>
            <TableCell>
              <Radio
                checked={chosen.provider === 'auto'}
                onChange={() => onChoose(AUTOMATIC, 'The fastest that computes right')}
                slotProps={{ input: { 'aria-label': 'Use the fastest that computes right' } }}
              />
            </TableCell>
            <TableCell colSpan={4}>The fastest that computes right</TableCell>
          </TableRow>
          {devices.map((device) => (
            <DeviceRow key={deviceKey(device)} device={device} machine={machine} onChoose={onChoose} />
          ))}
        </TableBody>
      </Table>
    </div>
  )
}

const states = { works: 'good', fails: 'bad', unchecked: 'note', absent: 'note' } as const

function DeviceRow({ device, machine, onChoose }: DeviceTableProps & { device: DeviceEntry }) {
  const name = `${providerNames[device.provider]} in ${device.precision}`
  return (
    <TableRow>
      <TableCell>
        <Radio
          checked={isChosen(device, machine.chosen)}
          disabled={device.state !== 'works'}
          onChange={() => onChoose(settingOf(device), name)}
          slotProps={{ input: { 'aria-label': `Use ${name}` } }}
        />
      </TableCell>
      <TableCell>
        <strong>{providerNames[device.provider]}</strong>
        <div className={styles.what}>{deviceInWords(device, machine)}</div>
      </TableCell>
      <TableCell>{device.precision}</TableCell>
      <TableCell align="right" className={styles.speed ?? ''}>
        {speedInWords(device)}
      </TableCell>
      <TableCell className={styles.found ?? ''}>
        <StateLabel state={states[device.state]}>{device.message}</StateLabel>
      </TableCell>
    </TableRow>
  )
}
