import { predictedUrl, resultUrl } from '../../../api/preview-media.ts'
import { share } from '../../../ui/format/numbers.ts'
import type { Tuning } from '../use-tuning.ts'
import { progressShare, progressWords } from '../work/preview-words.ts'
import { NoPicture, PictureBox, StepBar } from './picture-box.tsx'

/** The result of the preview that is looked at; while one runs, what it would be as of the last step. */
export function ResultPicture({ tuning }: { tuning: Tuning }) {
  const { isRunning, shown, work, tuned } = tuning
  const [height, width] = tuned.settings.size
  const ratio = width / height
  if (isRunning) {
    const state = work.preview
    const step = state?.predicted ?? null
    return (
      <PictureBox caption={step === null ? 'Result, begun' : `Predicted after step ${step}`} ratio={ratio}>
        {state && step !== null ? (
          <img src={predictedUrl(state.preview, step)} alt="The result as it would be now" draggable={false} />
        ) : (
          shown && (
            <img src={resultUrl(shown.preview)} alt="The result before" draggable={false} style={{ opacity: 0.4 }} />
          )
        )}
        <StepBar share={state ? progressShare(state) : 0} words={state ? progressWords(state) : 'Starting'} />
      </PictureBox>
    )
  }
  return (
    <PictureBox caption={shown ? `Result, ${ranInWords(shown.settings)}` : 'Result'} ratio={ratio}>
      {shown ? (
        <img src={resultUrl(shown.preview)} alt="Result" draggable={false} />
      ) : (
        <NoPicture>Run once to see what is kept.</NoPicture>
      )}
    </PictureBox>
  )
}

/** `run at 25 %`, `cacti`: only cactif filters. */
export const ranInWords = ({ method, filterShare }: Tuning['tuned']['settings']): string =>
  method === 'cactif' ? `run at ${share(filterShare, Number.isInteger(filterShare * 100) ? 0 : 1)}` : method
