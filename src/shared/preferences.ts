/** Keys of preferences that several screens read; a screen's own keys stand with the screen. */

/** The id of the style board that a person works on. */
export const CURRENT_BOARD = 'board/current'
