/**
 * What the preload gives the page of a desktop window, under `window.weatherglass`: a port to the application, and the path of a
 * file that a person dragged here, which a page cannot know by itself. Undefined in a browser.
 */
export interface Bridge {
  /** Asks for a port; it comes to the page as a message of its own window, `PORT_MESSAGE` with the port. */
  openPort(): void
  /** Empty where the file does not lie on the disk. */
  pathOfFile(file: unknown): string
}

export const PORT_MESSAGE = 'weatherglass-port'
