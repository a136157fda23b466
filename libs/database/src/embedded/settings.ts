/** What a server is for: to keep data, or to be thrown away after the tests. */
export type Profile = 'durable' | 'test';

const EVERYWHERE = {
  listen_addresses: '', // the socket only: no port to choose, no password, and clones do not meet
  port: '5432',
  timezone: 'UTC',
  log_timezone: 'UTC',
  deadlock_timeout: '250ms',
  // A failed statement, its parameters and the row it met may hold the digest of a PIN: none of them reaches the log.
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

const PROFILES: Record<Profile, Record<string, string>> = {
  durable: { fsync: 'on', shared_buffers: '256MB', max_connections: '200' },
  test: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
};

/** The server's settings as arguments: these win over every file in the data folder. */
export function settingArguments(profile: Profile, socketFolder: string): string[] {
  const socket = { unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"` };
  const settings = Object.entries({ ...EVERYWHERE, ...PROFILES[profile], ...socket });
  return settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
