/** A process that decodes pictures with sharp and does nothing else: told which, it answers when it has done so. */
import sharp from 'sharp'

sharp.cache(false)
sharp.concurrency(1)

async function decode(files: readonly string[]): Promise<void> {
  for (const file of files) await sharp(file).raw().toBuffer()
  process.send!('done')
}

process.on('disconnect', () => process.exit())
process.on('message', (files: readonly string[]) => void decode(files))
process.send!('ready')
