/** A process that dies as one does for want of memory. */
process.on('message', () => process.kill(process.pid, 'SIGKILL'))
