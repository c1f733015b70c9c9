/**
 * Goes on where nobody reads any more (`weatherglass sources | head -1`): what is computed is worth more than what is printed of it. Where
 * the output cannot be written for another reason, as on a full disk, a sentence says so and the exit code is 1.
 */
export function goOnWithoutReader(): void {
  process.stderr.on('error', () => undefined)
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return
    process.exitCode = 1
    process.stderr.write(`What was to be printed could not be written (${code}); look at where the output goes.\n`)
  })
}
