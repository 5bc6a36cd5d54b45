// Loaded into a node's process before its program: its standard input is a pipe from the process that started it. When that
// process is gone, however it went, the node ends as by a SIGTERM.
process.stdin.on('error', () => undefined);
process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.unref();
