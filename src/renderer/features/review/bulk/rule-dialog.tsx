import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import { useCallback, useId, useState } from 'react'
import { metricNames, type MetricName, type ReviewFilter, type Rule, type Verdict } from '../../../../shared/review.ts'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { useAnswer } from '../../../application/answer.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { NumberField } from '../../../ui/filters/number-field.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import { metricHelp, metricWords, ruleInWords, verdictVerbs } from '../review-words.ts'
import type { Review } from '../use-review.ts'
import styles from './bulk.module.css'

const first: Readonly<Record<MetricName, Rule>> = {
  structure: { metric: 'structure', is: 'below', value: 0.7 },
  style: { metric: 'style', is: 'above', value: 20 },
  leakage: { metric: 'leakage', is: 'above', value: 0.2 },
}

/** One verdict for all results that a rule holds for: the count comes first, and one undo takes it back. */
export function RuleDialog({ review, onClose }: { review: Review; onClose: () => void }) {
  const titleId = useId()
  const [rule, setRule] = useState<Rule>(first.structure)
  const [verdict, setVerdict] = useState<Verdict>('reject')
  const [sparesJudged, setSparesJudged] = useState(true)
  const { failure, run, dismiss, isRunning } = useAction()
  const filter = useRuleFilter(review.filter, sparesJudged)
  const found = useCount(filter, rule, review.revision)
  const judge = () => {
    void run(() => review.judging.judgeRule({ filter, rule, verdict })).then((done) => done && onClose())
  }
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Judge by rule</DialogTitle>
      <div className={styles.body}>
        <div className={styles.rule}>
          <Choice
            label="Verdict"
            value={verdict}
            options={(['reject', 'accept', 'undecided'] as const).map((one) => [one, verdictVerbs[one]])}
            onChange={setVerdict}
          />
          <span>results with</span>
          <Choice
            label="Measure"
            value={rule.metric}
            options={metricNames.map((metric) => [metric, metricWords[metric].toLowerCase()])}
            onChange={(metric) => setRule(first[metric])}
          />
          <Choice
            label="Side"
            value={rule.is}
            options={[
              ['below', 'below'],
              ['above', 'above'],
            ]}
            onChange={(is) => setRule({ ...rule, is })}
          />
          <NumberField
            label={`${metricWords[rule.metric]} ${rule.is}`}
            value={rule.value}
            min={0}
            max={rule.metric === 'style' ? 200 : 1}
            step={rule.metric === 'style' ? 0.5 : 0.01}
            onChange={(value) => setRule({ ...rule, value })}
          />
        </div>
        <p className={styles.help}>{metricHelp[rule.metric]}</p>
        <label className={styles.choice}>
          <Checkbox checked={sparesJudged} onChange={() => setSparesJudged(!sparesJudged)} />
          Only results that nobody judged yet
        </label>
        <p className={styles.count} role="status">
          {found === undefined ? 'Counting…' : countInWords(found, rule, review)}
        </p>
        {failure && <ErrorBanner what={failure.message} onDismiss={dismiss} />}
      </div>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="contained" disabled={!found || isRunning} onClick={judge}>
          {verdictVerbs[verdict]} {found === undefined ? '' : counted(found, 'result')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** The filters that are set hold for the rule too. */
function useRuleFilter(filter: ReviewFilter, sparesJudged: boolean): ReviewFilter {
  return sparesJudged ? { ...filter, verdicts: ['undecided'] } : filter
}

/** Undefined while it is counted. */
function useCount(filter: ReviewFilter, rule: Rule, revision: number): number | undefined {
  const mark = JSON.stringify({ filter, rule })
  const ask = useCallback(
    async (signal: AbortSignal) => {
      const { count } = await api.review.countRule(JSON.parse(mark) as { filter: ReviewFilter; rule: Rule }, { signal })
      return { mark, count }
    },
    [mark],
  )
  const { value } = useAnswer(ask, revision)
  return value?.mark === mark ? value.count : undefined
}

function countInWords(count: number, rule: Rule, { filter }: Review): string {
  const among = Object.keys(filter).length > 0 ? ' among those that pass the filters' : ''
  if (count === 0) return `No result has ${ruleInWords(rule)}${among}.`
  return `${counted(count, 'result')} ${count === 1 ? 'has' : 'have'} ${ruleInWords(rule)}${among}. One undo takes it back.`
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [Value, string])[]
  readonly onChange: (value: Value) => void
}

const Choice = <Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) => (
  <Select
    value={value}
    size="small"
    onChange={({ target }) => onChange(target.value as Value)}
    slotProps={{ input: { 'aria-label': label } }}
  >
    {options.map(([option, name]) => (
      <MenuItem key={option} value={option}>
        {name}
      </MenuItem>
    ))}
  </Select>
)
