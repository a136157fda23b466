import { Observable } from 'rxjs';

/** One message of a `text/event-stream`. */
export interface ServerEvent {
  readonly data: object;
}

/** Turns what happens into messages; a watcher who leaves stops the source. */
export function eventsOf<Happening>(
  source: (signal: AbortSignal) => AsyncIterable<Happening>,
  toData: (happening: Happening) => object,
): Observable<ServerEvent> {
  return new Observable<ServerEvent>((watcher) => {
    const left = new AbortController();
    const tell = async (): Promise<void> => {
      for await (const happening of source(left.signal)) watcher.next({ data: toData(happening) });
    };
    tell().then(
      () => watcher.complete(),
      (error: unknown) => watcher.error(error),
    );
    return () => left.abort();
  });
}
