import { PROBLEMS } from '#lib/kernel';
import { type ServedRoute, routesOf } from '#lib/http';
import { TestApi } from '../support/api.js';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
}

describe('the API’s own description', () => {
  let api: TestApi;
  let document: {
    openapi: string;
    info: { description: string };
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, { properties?: Record<string, object> }> };
  };

  beforeAll(async () => {
    api = await TestApi.start();
    document = (await api.call('GET', '/docs/openapi.json')).json;
  });
  afterAll(() => api.close());

  const operations = (): [name: string, operation: Operation][] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );

  it('is OpenAPI 3.1 and lists every refusal', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const code of Object.keys(PROBLEMS)) expect(document.info.description).toContain(`\`${code}\``);
  });

  it('names every call once and says what it answers', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, { operationId, summary, responses }] of operations()) {
      expect([name, operationId]).toEqual([name, expect.stringMatching(/^[a-z][A-Za-z]+$/)]);
      expect([name, summary?.length]).toEqual([name, expect.any(Number)]);
      const [status] = Object.keys(responses).filter((code) => code.startsWith('2'));
      expect([name, status]).toEqual([name, expect.any(String)]);
      if (status !== '204') {
        const content = Object.values(responses[status!]!.content ?? {});
        expect([name, content.length]).toEqual([name, 1]);
        expect([name, content[0]!.schema]).toEqual([name, expect.anything()]);
      }
    }
  });

  it('describes every route under /v1', () => {
    const described = new Set(operations().map(([name]) => name));
    const served = routesOf(api.app)
      .filter(({ method, url }: ServedRoute) => url.startsWith('/v1/') && method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    expect(served.filter((name) => !described.has(name))).toEqual([]);
  });

  it('has no empty schema and no broken reference', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/#\/components\/schemas\/([A-Za-z]+)/g)].map(([, name]) => name!);
    for (const name of names) expect(document.components.schemas).toHaveProperty(name);
    for (const [name, { properties }] of Object.entries(document.components.schemas)) {
      expect([name, Object.keys(properties ?? {}).length]).not.toEqual([name, 0]);
    }
  });

  it('says null as 3.1 does', () => {
    expect(document.components.schemas['ProductListDto']!.properties!['next']).toMatchObject({
      type: ['string', 'null'],
    });
  });

  it('has a page that asks nobody else', async () => {
    const page = await api.call('GET', '/docs');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//);
    const files = [...page.text.matchAll(/(?:src|href)="\.\/(docs\/[^"]+)"/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect((await api.call('GET', `/${file}`)).status).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';.*connect-src 'self'/);
  });
});
