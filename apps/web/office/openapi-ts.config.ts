import { defineConfig } from '@hey-api/openapi-ts';

/** The office's client, made from the document that the API writes about itself: `npm run api-client`. */
export default defineConfig({
  input: process.env['OPENAPI'] ?? './dist/openapi.json',
  output: { path: process.env['OPENAPI_OUT'] ?? 'apps/web/office/src/api/generated', module: { extension: '.js' } },
  plugins: [
    '@hey-api/typescript',
    { name: '@hey-api/sdk', auth: false, responseStyle: 'data' },
    { name: '@hey-api/client-fetch', throwOnError: true },
  ],
});
