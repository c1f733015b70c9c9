/** The weather and light that a style reference shows; `clear` stands for everything that is not adverse. */
export const conditions = ['fog', 'night', 'rain', 'snow', 'clear'] as const
export type Condition = (typeof conditions)[number]
