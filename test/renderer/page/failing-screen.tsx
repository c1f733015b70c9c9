/** Fails until the page is marked as mended. */
export function FailingScreen() {
  if (!('mended' in document.body.dataset)) throw new Error('drawn to fail')
  return <p>Open again worked.</p>
}
