import type { ExportPlan, PlannedCity } from '../../../../shared/exports.ts'
import { resultThumbnailUrl, thumbnailUrl } from '../../../api.ts'
import { ConditionIcon, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { count } from '../../../ui/format/numbers.ts'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import styles from './city-cards.module.css'
import { cityInWords } from './plan-words.ts'

/** What each city gets: a picture of it, how many pairs, and of how many. */
export const CityCards = ({ plan }: { plan: ExportPlan }) => (
  <ul className={styles.cards} aria-label="Cities">
    {plan.cities.map((city) => (
      <CityCard key={city.city} city={city} />
    ))}
  </ul>
)

function CityCard({ city }: { city: PlannedCity }) {
  const { condition, pairs, val } = city
  const src =
    city.transfer !== null ? resultThumbnailUrl(city.transfer) : city.image !== null ? thumbnailUrl(city.image) : null
  return (
    <li className={styles.card}>
      <div className={styles.frame}>
        {src !== null && <img className={styles.picture} src={src} alt="" draggable={false} />}
        <Scrim corner="bottom-left">
          <ConditionIcon condition={condition} size={14} isPlain isDecorative />
          {conditionNames[condition]}
        </Scrim>
      </div>
      <div className={styles.facts}>
        <div>
          <span className={styles.count}>{count(pairs)}</span> <span className={styles.city}>{city.city}</span>
        </div>
        <div className={styles.words}>{cityInWords(city)}</div>
        <div className={styles.words}>
          {count(pairs - val)} train, {count(val)} val
        </div>
      </div>
    </li>
  )
}
