/** What an image of the pair is. */
export type Role = 'content' | 'reference'
