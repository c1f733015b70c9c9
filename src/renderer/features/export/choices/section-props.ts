import type { ExportOptions } from '../../../../shared/exports.ts'

/** What a section of choices shows, and tells when part of it is chosen otherwise. */
export interface SectionProps {
  readonly options: ExportOptions
  readonly onChange: (part: Partial<ExportOptions>) => void
}
