import { startEmbeddedPostgres } from '#lib/database';
import { newDatabaseFolder, removeDatabaseFolder, removeForgottenFolders } from './database-folder.js';

export interface TestServer {
  /** As the superuser, in a database that is nobody's template. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** A PostgreSQL of this test run's own, without fsync; `stop` leaves nothing of it behind. */
export async function startTestServer(): Promise<TestServer> {
  await removeForgottenFolders();
  const folder = await newDatabaseFolder();
  try {
    const server = await startEmbeddedPostgres({ folder, profile: 'test' });
    const stop = async (): Promise<void> => {
      await server.stop();
      await removeDatabaseFolder(folder);
    };
    return { adminUrl: server.url, stop };
  } catch (error) {
    await removeDatabaseFolder(folder);
    throw error;
  }
}
