import { Argument, type Command } from 'commander';
import { type ConnectOptions, homeOf } from './api-client.js';
import { pickPerson, readDemo } from './demo-parts.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

const STEP_S = 30;

/** What a person reads off their phone, a demo person has nobody to read it for them. */
export function define(command: Command, shell: Shell): void {
  command
    .addArgument(new Argument('[who]', 'an e-mail or a role of the demo world').default('admin'))
    .action(async (who: string) => {
      const output = Output.of(command, shell);
      const demo = await readDemo(homeOf(command.optsWithGlobals<ConnectOptions>(), shell.env));
      if (demo === undefined) throw usage('there is no demo world here: real people’s codes are on their phones');
      const { email, password, totpSecret } = pickPerson(demo, who, []);
      if (totpSecret === undefined) throw usage(`${email} has no second factor yet: \`npm start\` gives them one`);
      const { generateSync } = await import('otplib');
      const code = generateSync({ secret: totpSecret });
      const secondsLeft = STEP_S - (Math.floor(Date.now() / 1_000) % STEP_S);
      await output.result({ email, code, secondsLeft }, () =>
        output.fields([
          ['e-mail', email],
          ['password', password],
          ['code', code],
          ['for', `${secondsLeft} s, for one sign-in`],
        ]),
      );
    });
  examples(command, ['reup code', 'reup code batch-manager', 'reup code ann@demo.reup.example --json']);
}
