import { z } from 'zod'
import { precisionChoices, providerChoices } from '../../../shared/compute.ts'
import { ConfigFile } from '../config/config-file.ts'

const schema = z.object({ provider: z.enum(providerChoices), precision: z.enum(precisionChoices) })

/** Where this machine is to compute. */
export const chosenDevice = () => new ConfigFile('device.json', schema, { provider: 'auto', precision: 'auto' })
