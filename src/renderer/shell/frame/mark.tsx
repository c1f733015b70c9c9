/** The mark: a weatherglass, its needle in brass. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 28 28" role="img" aria-label="Weatherglass">
      <circle cx="14" cy="14" r="11.5" fill="none" stroke="var(--text)" strokeWidth="1.8" />
      <path
        d="M5.6 17.5a9 9 0 1 1 16.8 0"
        fill="none"
        stroke="var(--third)"
        strokeWidth="1.4"
        strokeDasharray="1.4 3.1"
      />
      <path d="M14 15 19 8.2" stroke="var(--accent)" strokeWidth="2.2" strokeLinecap="round" />
      <circle cx="14" cy="15" r="2" fill="var(--text)" />
    </svg>
  )
}
