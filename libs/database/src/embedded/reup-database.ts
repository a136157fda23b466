import pg from 'pg';

const NO_SUCH_DATABASE = '3D000';
/** Both are said when two create it at once. */
const EXISTS_ALREADY = ['42P04', '23505'];

/** Connects, which proves that the server answers, and makes the database when it is missing. */
export async function provideDatabase(socketFolder: string): Promise<void> {
  try {
    await run(socketFolder, 'reup', 'SELECT 1');
  } catch (error) {
    if (codeOf(error) !== NO_SUCH_DATABASE) throw error;
    await run(socketFolder, 'postgres', 'CREATE DATABASE reup').catch((failure: unknown) => {
      if (!EXISTS_ALREADY.includes(codeOf(failure))) throw failure;
    });
  }
}

async function run(socketFolder: string, database: string, sql: string): Promise<void> {
  const client = new pg.Client({ host: socketFolder, port: 5432, user: 'reup', database, ssl: false });
  client.on('error', () => undefined); // a server that dies meanwhile fails the query, not this process
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? '';
}
