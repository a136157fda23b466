import { newId } from '#lib/kernel';
import { type StagedJob, TILL_WATCH_QUEUE, type TillWatchJob } from '#lib/queue';

/** The job that has a rule look at what just happened: `stageAll(tx, [tillWatchJob({what: 'undone', activationId})])`. */
export function tillWatchJob(data: TillWatchJob): StagedJob<typeof TILL_WATCH_QUEUE> {
  return { queue: TILL_WATCH_QUEUE, name: 'look', jobId: `till-watch-${newId()}`, data };
}
