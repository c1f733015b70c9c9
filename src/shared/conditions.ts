/** The weather and light that a style reference shows; `clear` stands for everything that is not adverse. */
export const conditions = ['fog', 'night', 'rain', 'snow', 'clear'] as const
export type Condition = (typeof conditions)[number]

/** The conditions that style references are picked for, in the order of a board's columns and of the keys 1 to 4. */
export const pickConditions = ['fog', 'night', 'rain', 'snow'] as const satisfies readonly Condition[]
