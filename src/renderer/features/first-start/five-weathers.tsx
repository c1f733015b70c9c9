import type { Condition } from '../../../shared/conditions.ts'
import { ConditionIcon, conditionNames } from '../../ui/conditions/condition-icon.tsx'
import { Scrim } from '../../ui/pictures/scrim.tsx'
import styles from './five-weathers.module.css'
import clear from './weathers/clear.webp'
import fog from './weathers/fog.webp'
import night from './weathers/night.webp'
import rain from './weathers/rain.webp'
import snow from './weathers/snow.webp'

/** From left to right: strips of one frame. */
const strips: readonly (readonly [Condition, string])[] = [
  ['clear', clear],
  ['fog', fog],
  ['night', night],
  ['rain', rain],
  ['snow', snow],
]

/** One drawn frame in five weathers, which says what Weatherglass does. */
export function FiveWeathers() {
  return (
    <div
      className={styles.frame}
      role="img"
      aria-label="One street scene: clear, then in fog, at night, in rain and in snow"
    >
      {strips.map(([condition, picture]) => (
        <div key={condition} className={styles.strip}>
          <img className={styles.picture} src={picture} alt="" draggable={false} />
          <Scrim corner="bottom-left">
            <ConditionIcon condition={condition} size={14} isPlain isDecorative />
            {condition === 'clear' ? 'Your labelled frame' : conditionNames[condition]}
          </Scrim>
        </div>
      ))}
    </div>
  )
}
