import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestApi, type TestTill } from '../support/api.js';

/** Well-formed, and no store's: the answer is about the card only when the signature was right. */
const CARD = '9700000100000010';
/** The first Python that has the package: a system's own may not be the first on the path. */
const PYTHON = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import cryptography'], { stdio: 'ignore' }).status === 0,
);
const LANGUAGES = {
  bash: ['bash', 'example.sh'],
  js: [process.execPath, 'example.mjs'],
  python: [PYTHON ?? 'python3', 'example.py'],
} as const;

describe('the signing examples on the API’s page', () => {
  let api: TestApi;
  let till: TestTill;
  let folder: string;
  let description: string;

  beforeAll(async () => {
    api = await TestApi.start();
    till = await api.till();
    folder = mkdtempSync(join(tmpdir(), 'reup-signing-'));
    writeFileSync(join(folder, 'till.pem'), till.privateKeyPem, { mode: 0o600 });
    description = (await api.call('GET', '/docs/openapi.json')).json.info.description;
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function has(command: string, ...args: string[]): boolean {
    return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  }

  async function run(language: keyof typeof LANGUAGES, keyId: string): Promise<{ code: string }> {
    const code = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``).exec(description)![1]!;
    const [command, name] = LANGUAGES[language];
    const file = join(folder, name);
    writeFileSync(file, code);
    const { NODE_OPTIONS: _, ...env } = process.env;
    const told = { REUP_URL: api.url, REUP_KEY_ID: keyId, REUP_KEY: join(folder, 'till.pem'), REUP_CARD: CARD };
    const { stdout } = await promisify(execFile)(command, [file], { env: { ...env, ...told }, timeout: 20_000 });
    return JSON.parse(stdout) as { code: string };
  }

  const languages = (Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]).filter((language) => {
    const there =
      language === 'js' ||
      (language === 'bash' ? has('curl', '--version') && has('openssl', 'version') : PYTHON !== undefined);
    if (!there) process.stderr.write(`SKIPPED: the signing example in ${language}: its tools are not installed\n`);
    return there;
  });

  it.each(languages)('in %s is taken as it stands', async (language) => {
    expect((await run(language, till.keyId)).code).toMatch(/^(card\.not_found|serial\.check_digit)$/);
    expect((await run(language, 'nobody')).code).toBe('signature.invalid');
  });
});
