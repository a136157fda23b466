import { Command, CommanderError } from 'commander';
import { examples } from './examples.js';
import { CommandEnd, EXIT, type ExitCode } from './exit.js';
import { paint } from './output.js';
import type { Shell } from './shell.js';
import { VERBS, loadVerb } from './verbs.js';

/** Runs one command line and answers its exit code; `argv` without node and script. */
export async function runCli(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  const program = makeProgram(shell);
  try {
    await program.parseAsync(withHelpLast(argv), { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return await tell(error, argv.includes('--json'), shell);
  }
}

/** `help batch seal` is `batch seal --help`: the one way that loads a verb's file. */
function withHelpLast(argv: readonly string[]): string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
}

function makeProgram(shell: Shell): Command {
  const program = new Command('reup')
    .description('Sells subscription time on cards for cash.')
    .option('--url <url>', 'where Re-Up runs (REUP_URL; else the demo world’s, else http://127.0.0.1:3000)')
    .option('--token <token>', 'a person’s access token (REUP_TOKEN)')
    .option('--as <who>', 'which demo person to be: an e-mail or a role')
    .option('--home <folder>', 'the folder of demo.json and the embedded database (REUP_HOME; .reup)')
    .option('--json', 'one JSON object on stdout')
    .option('--dry-run', 'tell what would be sent, send nothing')
    .helpCommand(false)
    .showHelpAfterError('(`--help` shows how)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void shell.stdout.write(text),
      writeErr: (text) => void shell.stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: true });
  examples(program, [
    'npm start                                start everything with a demo world',
    'reup batch request 3 1000 --wait         ask for 1,000 cards of 3 months',
    'reup batch approve 000117 --wait         mint them, as another person',
    'reup till sell 9700011700000015          sell one at a shop’s till',
    'reup redeem 15550100 --demo-pin 9700…    use it on a device',
    'reup verify                              prove that every card and cent is accounted for',
  ]);
  for (const [name, summary] of Object.entries(VERBS)) program.command(name).description(summary);
  program.hook('preSubcommand', async (_, command) => (await loadVerb(command.name())).define(command, shell));
  return program;
}

async function tell(error: unknown, json: boolean, shell: Shell): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const end = error instanceof CommandEnd ? error : await endOf(error);
  if (json && end.answer !== undefined) shell.stdout.write(`${JSON.stringify(end.answer)}\n`);
  const quiet = end.exitCode === EXIT.done;
  if (!json || !quiet) {
    const stream = quiet ? shell.stdout : shell.stderr;
    stream.write(`${quiet ? end.message : paint(stream, 'red', end.message)}\n`);
  }
  return end.exitCode;
}

/** Errors of the libs that a person can act on; anything else is our bug, and shown whole. */
async function endOf(error: unknown): Promise<CommandEnd> {
  const { name, message, stack, code } = error as Error & { readonly code?: string };
  if (name === 'ConfigInvalid') return new CommandEnd(EXIT.usage, message);
  if (name === 'StartRefused') return new CommandEnd(EXIT.unreachable, message, { code, detail: message });
  if (name === 'Problem') return new CommandEnd(EXIT.refused, `${code}: ${message}`, { code, detail: message });
  const { failureOf } = await import('#lib/database');
  if (failureOf(error) === 'connection') {
    return new CommandEnd(EXIT.unreachable, `the database can’t be reached: ${message}`);
  }
  return new CommandEnd(EXIT.bug, `a bug in Re-Up: ${stack ?? String(error)}`);
}
