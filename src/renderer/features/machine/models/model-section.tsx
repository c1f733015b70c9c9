import Button from '@mui/material/Button'
import Radio from '@mui/material/Radio'
import LinearProgress from '@mui/material/LinearProgress'
import type { ModelEntry } from '../../../../shared/machine.ts'
import { api } from '../../../api.ts'
import type { useAction } from '../../../application/action.ts'
import { ExternalLink } from '../../../application/external-link.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { bytes } from '../../../ui/format/numbers.ts'
import { modelInWords } from '../machine-words.ts'
import { Card, Section } from '../section.tsx'
import styles from './model-section.module.css'

interface ModelSectionProps {
  readonly models: readonly ModelEntry[] | undefined
  readonly action: ReturnType<typeof useAction>
  readonly onChange: () => void
}

/** The models that are known, one of them chosen, and where to get another. */
export function ModelSection({ models, action: { run }, onChange }: ModelSectionProps) {
  const change = async (act: () => Promise<unknown>, done: string) => {
    if (await run(act, done)) onChange()
  }
  return (
    <Section title="Models">
      {!models && <LinearProgress aria-label="Looking at the models" />}
      {models?.map((model) => (
        <Model
          key={model.id}
          model={model}
          onChoose={() =>
            void change(() => api.models.choose({ model: model.id }), `${model.name} is used from now on.`)
          }
          onRemove={() => void change(() => api.models.remove({ model: model.id }), `${model.name} is forgotten.`)}
        />
      ))}
      <WhereToGet />
    </Section>
  )
}

interface ModelProps {
  readonly model: ModelEntry
  readonly onChoose: () => void
  readonly onRemove: () => void
}

function Model({ model, onChoose, onRemove }: ModelProps) {
  const { name, demonstration, chosen, problems, path } = model
  const isUsable = problems.length === 0
  return (
    <Card isRow>
      <Radio
        checked={chosen}
        disabled={!isUsable}
        onChange={onChoose}
        slotProps={{ input: { 'aria-label': `Use ${name}` } }}
      />
      <div className={styles.what}>
        <h3 className={styles.name}>
          {demonstration ? 'Demonstration model' : name} {demonstration && <span className={styles.mark}>{name}</span>}
        </h3>
        {isUsable ? (
          <p className={styles.words} title={path}>
            {modelInWords(model)}
          </p>
        ) : (
          <>
            <p className={styles.words}>{path}</p>
            <ModelProblems problems={problems} />
          </>
        )}
      </div>
      <span className={styles.bytes}>{bytes(model.bytes)}</span>
      {!demonstration && (
        <Button aria-label={`Remove ${name}`} title="Forgets it; its files stay" onClick={onRemove}>
          Remove
        </Button>
      )}
    </Card>
  )
}

/** How many sentences are said before the rest is counted. */
const SAID = 4

/** What is wrong with a model, in sentences. */
export function ModelProblems({ problems }: { problems: readonly string[] }) {
  const rest = problems.length - SAID
  return (
    <ul className={styles.problems}>
      {problems.slice(0, SAID).map((problem) => (
        <li key={problem}>
          <StateLabel state="bad">{problem}</StateLabel>
        </li>
      ))}
      {rest > 0 && <li className={styles.words}>and {rest} more of the same kind</li>}
    </ul>
  )
}

const WhereToGet = () => (
  <Card>
    <h3 className={styles.name}>Where to get Stable Diffusion 1.5</h3>
    <p className={styles.words}>
      It is not part of Weatherglass. It is published under the CreativeML Open RAIL-M licence, which limits what you
      may use it for. Download the folder with its .safetensors files, or v1-5-pruned-emaonly.safetensors alone (about
      4.3&nbsp;GB), then add it here.
    </p>
    <p className={styles.links}>
      <ExternalLink url="https://huggingface.co/stable-diffusion-v1-5/stable-diffusion-v1-5">
        Open the download page
      </ExternalLink>
      <ExternalLink url="https://huggingface.co/spaces/CompVis/stable-diffusion-license">Read the licence</ExternalLink>
    </p>
  </Card>
)
