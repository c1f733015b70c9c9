import type { Command } from 'commander'

/** Its options are read where it is started from elsewhere too; the rest of the commands need nothing of it. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Serves the window to a browser, of this machine or of one that reaches it by SSH.')
    .argument('[options...]', 'see weatherglass serve --help')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (options: readonly string[]) => {
      const { serve } = await import('../serve/serving.ts')
      await serve(options)
      // it listens for a line of its terminal, which would keep the process
      process.exit(0)
    })
}
