/** One message of a `text/event-stream` (HTML standard, "Server-sent events"). */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** Reads the messages as they come; comments, ids and retry times are not ours to use. */
export async function* readServerEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let text = '';
  let event = '';
  let data: string[] = [];
  for await (const chunk of bytes) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = lineEnd(text); end !== undefined; end = lineEnd(text)) {
      const line = text.slice(0, end.at);
      text = text.slice(end.after);
      if (line === '') {
        if (data.length > 0) yield { event: event || 'message', data: data.join('\n') };
        event = '';
        data = [];
        continue;
      }
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === 'event') event = value;
      if (field === 'data') data.push(value);
    }
  }
}

/** A line ends with LF, CR or CRLF; a CR at the very end may be half a CRLF, so the next chunk decides. */
function lineEnd(text: string): { readonly at: number; readonly after: number } | undefined {
  const at = text.search(/[\r\n]/);
  if (at === -1 || (text[at] === '\r' && at === text.length - 1)) return undefined;
  return { at, after: at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1) };
}
