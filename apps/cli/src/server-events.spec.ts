import fc from 'fast-check';
import { readServerEvents } from './server-events.js';

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('reading server-sent events', () => {
  const stream =
    ': hello\r\ndata: {"minted":1}\r\n\r\nevent: end\ndata:a\ndata: ü\n\nid: 3\n\rdata\rdata:b\r\r\n: ping\n\ndata: cut off';

  it('reads the same wherever the chunks break', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (size) => {
        const found = [];
        for await (const event of readServerEvents(chunksOf(stream, size))) found.push(event);
        expect(found).toEqual([
          { event: 'message', data: '{"minted":1}' },
          { event: 'end', data: 'a\nü' },
          { event: 'message', data: '\nb' },
        ]);
      }),
    );
  });
});
