import { useEffect, useState } from 'react';
import { type BatchProgressDto, queryClient } from '../../api/index.js';
import { isMinting } from './batch-states.js';

/** Where the mint of a batch is, as the API tells it; when it is over, the page's reads are asked again. */
export function useMintWatch(id: string, watching: boolean): BatchProgressDto | undefined {
  const [progress, setProgress] = useState<BatchProgressDto | undefined>(undefined);
  useEffect(() => {
    if (!watching) {
      setProgress(undefined);
      return undefined;
    }
    // The browser comes back by itself when the line breaks.
    const source = new EventSource(`/v1/office/batches/${id}/progress`);
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const said = JSON.parse(data) as BatchProgressDto;
      setProgress(said);
      if (isMinting(said.state)) return;
      source.close();
      void queryClient.invalidateQueries({ queryKey: ['batch', id] });
    });
    return () => source.close();
  }, [id, watching]);
  return progress;
}
