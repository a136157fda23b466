#!/usr/bin/env node
import { runCli } from './program.js';

// `reup batch list | head`: whoever reads no more is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), process);
