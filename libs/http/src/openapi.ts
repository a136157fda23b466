import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PROBLEMS } from '#lib/kernel';
import type { FastifyInstance } from 'fastify';
import { SIGNATURE_WINDOW_S } from './message-signature.js';
import { SCHEMES } from './route-rule.js';
import { SIGNING_EXAMPLES } from './signing-examples.js';

/** Swagger's own page: its scripts are files of ours, its styles partly inline. No text of a user is on it. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The OpenAPI 3.1 document at `/docs/openapi.json` and a page at `/docs`, served from this machine alone. */
export function serveDocs(app: NestFastifyApplication): void {
  const instance = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  instance.addHook('onRequest', (request, reply, done) => {
    if (/^\/docs(\/|\?|$)/.test(request.url)) reply.header('content-security-policy', DOCS_POLICY);
    done();
  });
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Re-Up API',
    customCss: '.swagger-ui .topbar { display: none }',
    swaggerOptions: { validatorUrl: null, tagsSorter: 'alpha' },
  });
}

/** The document alone: an app in preview, with no database behind it, has it too. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Re-Up')
    .setVersion('1')
    .setDescription(DESCRIPTION)
    .addServer('/')
    .addSecurity(SCHEMES.terminal, {
      type: 'apiKey',
      in: 'header',
      name: 'Signature',
      description: 'HTTP message signature (RFC 9421) with the terminal’s Ed25519 key; see "Signing" above.',
    })
    .addSecurity(SCHEMES.session, {
      type: 'apiKey',
      in: 'cookie',
      name: 'reup',
      description: 'Set by `POST /v1/office/session`; named `__Host-reup` where we are reached over https.',
    })
    .addSecurity(SCHEMES.token, {
      type: 'http',
      scheme: 'bearer',
      description: 'A person’s access token, for scripts.',
    })
    .build();
  return SwaggerModule.createDocument(app, config);
}

const PROBLEM_ROWS = Object.entries(PROBLEMS)
  .sort(([, a], [, b]) => a.status - b.status)
  .map(([code, { status, title }]) => `| ${status} | \`${code}\` | ${title} |`)
  .join('\n');

const SIGNING_CODE = SIGNING_EXAMPLES.map(
  ({ title, language, code }) => `### ${title}\n\`\`\`${language}\n${code}\n\`\`\``,
).join('\n\n');

const DESCRIPTION = `
Sells subscription time on cards for cash: tills activate cards, customers redeem their PINs, the issuer's office mints,
ships and accounts for them.

## Rules of every call
- JSON under \`/v1\`. Unknown fields are refused. Ids are texts; money is integer minor units with an ISO 4217 currency;
  times are ISO 8601 with offset.
- Lists answer \`{items, next}\`: send \`next\` as \`cursor\` for the following page; on the last it is \`null\`.
- With an \`Idempotency-Key\` a call may be repeated: the same key and request give the same answer, marked
  \`Idempotency-Replayed: true\`; the same key with another request is refused.
- \`x-request-id\` of an answer finds the call in our logs.

## Signing (tills)
Every \`/v1/pos\` call carries \`Signature-Input\` and \`Signature\` (RFC 9421) under the label \`sig1\`, made with the terminal's
Ed25519 key over \`"@method" "@path" "@query"\` (\`?\` where there is no query), \`"content-digest"\` (RFC 9530, \`sha-256\`) where
there is a body, and \`"idempotency-key"\` where that header is sent; parameters \`created\`, \`keyid\`, \`alg="ed25519"\`.
\`created\` may be ${SIGNATURE_WINDOW_S} s from our clock.

\`\`\`
Content-Digest: sha-256=:…:
Signature-Input: sig1=("@method" "@path" "@query" "content-digest" "idempotency-key");created=1795500000;keyid="till-1";alg="ed25519"
Signature: sig1=:…:
\`\`\`

What is signed is a text of one line for each component, joined by line feeds, the last one without: name in quotes, colon,
blank, value; the last line is \`"@signature-params"\` and bears all that follows \`sig1=\` in \`Signature-Input\`. The three
programs below sell a card: set \`REUP_URL\`, \`REUP_KEY_ID\`, \`REUP_KEY\` (the file with the till's private key, PKCS #8 PEM) and
\`REUP_CARD\` (its serial).

${SIGNING_CODE}

## Refusals
\`application/problem+json\` (RFC 9457). Match on \`code\`; it never changes.

| status | code | means |
|---|---|---|
${PROBLEM_ROWS}
`;
