import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TerminalNetworks } from '#lib/activation';

/** Where tills speak from is noted once their answers have gone out: no till waits for it. */
export function watchNetworks(app: NestFastifyApplication): void {
  const networks = app.get(TerminalNetworks);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, _reply, done) => {
      if (request.terminal !== undefined) networks.note(request.terminal, request.clientAddress);
      done();
    });
}
