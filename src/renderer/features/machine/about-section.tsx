import { useAbout } from '../../application/about.tsx'
import { ThemeChooser } from '../../shell/appearance.tsx'
import styles from './about-section.module.css'
import { Card, Section } from './section.tsx'

/** Theme, versions, and where the log lies. */
export function AboutSection({
  machineVersions = {},
}: {
  machineVersions?: Readonly<Record<string, string>> | undefined
}) {
  const { versions, platform, logFolder } = useAbout()
  const all = { ...versions, ...machineVersions }
  return (
    <>
      <Section title="Appearance" action={<ThemeChooser />}>
        {null}
      </Section>
      <Section title="About" note={platform}>
        <Card>
          <dl className={styles.facts}>
            {Object.entries(all).map(([name, version]) => (
              <div key={name} className={styles.fact}>
                <dt>{name}</dt>
                <dd>{version}</dd>
              </div>
            ))}
            <div className={styles.fact}>
              <dt>Log</dt>
              <dd>{logFolder}</dd>
            </div>
          </dl>
        </Card>
      </Section>
    </>
  )
}
