/** Loads the sprites of rows that come into view next, and gives up those that do not any more. */
export class SpritePrefetch {
  #images = new Map<string, HTMLImageElement>()

  want(urls: readonly string[]): void {
    const wanted = new Map(urls.map((url) => [url, this.#images.get(url) ?? loading(url)]))
    for (const [url, image] of this.#images) if (!wanted.has(url) && !image.complete) image.src = ''
    this.#images = wanted
  }
}

function loading(url: string): HTMLImageElement {
  const image = new Image()
  image.src = url
  return image
}
