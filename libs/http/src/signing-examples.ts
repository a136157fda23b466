/**
 * One signed sale in three languages, as the API's page shows it. They read REUP_URL, REUP_KEY_ID, REUP_KEY (a PKCS #8
 * PEM file) and REUP_CARD from the environment; a test copies them off the page and runs them against a live API.
 */
export const SIGNING_EXAMPLES: readonly { readonly title: string; readonly language: string; readonly code: string }[] =
  [
    {
      title: 'bash, with curl and OpenSSL 3',
      language: 'bash',
      code: String.raw`#!/usr/bin/env bash
set -eu
path=/v1/pos/activations
key=sale-$(date +%s)-$RANDOM            # yours: write it down before you send it
body='{"code":"'$REUP_CARD'","amountMinor":3000,"currency":"USD"}'
digest="sha-256=:$(printf %s "$body" | openssl dgst -sha256 -binary | openssl base64 -A):"
covered='("@method" "@path" "@query" "content-digest" "idempotency-key")'
params="$covered;created=$(date +%s);keyid=\"$REUP_KEY_ID\";alg=\"ed25519\""
base=$(mktemp)
trap 'rm -f "$base"' EXIT
printf '"@method": POST\n"@path": %s\n"@query": ?\n"content-digest": %s\n"idempotency-key": %s\n"@signature-params": %s' \
  "$path" "$digest" "$key" "$params" > "$base"
signature=$(openssl pkeyutl -sign -inkey "$REUP_KEY" -rawin -in "$base" | openssl base64 -A)
curl -sS -X POST "$REUP_URL$path" -d "$body" \
  -H 'Content-Type: application/json' -H "Content-Digest: $digest" -H "Idempotency-Key: $key" \
  -H "Signature-Input: sig1=$params" -H "Signature: sig1=:$signature:"`,
    },
    {
      title: 'JavaScript, Node 20',
      language: 'js',
      code: String.raw`import { createHash, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const { REUP_URL, REUP_KEY_ID, REUP_KEY, REUP_CARD } = process.env;
const path = '/v1/pos/activations';
const key = randomUUID(); // yours: write it down before you send it
const body = JSON.stringify({ code: REUP_CARD, amountMinor: 3000, currency: 'USD' });
const digest = 'sha-256=:' + createHash('sha256').update(body).digest('base64') + ':';
const params =
  '("@method" "@path" "@query" "content-digest" "idempotency-key")' +
  ';created=' + Math.floor(Date.now() / 1000) + ';keyid="' + REUP_KEY_ID + '";alg="ed25519"';
const base = [
  '"@method": POST',
  '"@path": ' + path,
  '"@query": ?',
  '"content-digest": ' + digest,
  '"idempotency-key": ' + key,
  '"@signature-params": ' + params,
].join('\n');
const signature = sign(null, Buffer.from(base), createPrivateKey(readFileSync(REUP_KEY))).toString('base64');
const response = await fetch(REUP_URL + path, {
  method: 'POST',
  body,
  headers: {
    'Content-Type': 'application/json',
    'Content-Digest': digest,
    'Idempotency-Key': key,
    'Signature-Input': 'sig1=' + params,
    Signature: 'sig1=:' + signature + ':',
  },
});
console.log(await response.text());`,
    },
    {
      title: 'Python 3, with the package cryptography',
      language: 'python',
      code: String.raw`import base64, hashlib, json, os, time, urllib.error, urllib.request, uuid
from cryptography.hazmat.primitives.serialization import load_pem_private_key

path = "/v1/pos/activations"
key = str(uuid.uuid4())  # yours: write it down before you send it
body = json.dumps({"code": os.environ["REUP_CARD"], "amountMinor": 3000, "currency": "USD"}).encode()
digest = "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"
params = (
    '("@method" "@path" "@query" "content-digest" "idempotency-key")'
    f';created={int(time.time())};keyid="{os.environ["REUP_KEY_ID"]}";alg="ed25519"'
)
base = "\n".join([
    '"@method": POST',
    f'"@path": {path}',
    '"@query": ?',
    f'"content-digest": {digest}',
    f'"idempotency-key": {key}',
    f'"@signature-params": {params}',
])
with open(os.environ["REUP_KEY"], "rb") as file:
    private_key = load_pem_private_key(file.read(), password=None)
signature = base64.b64encode(private_key.sign(base.encode())).decode()
request = urllib.request.Request(os.environ["REUP_URL"] + path, data=body, method="POST", headers={
    "Content-Type": "application/json",
    "Content-Digest": digest,
    "Idempotency-Key": key,
    "Signature-Input": "sig1=" + params,
    "Signature": "sig1=:" + signature + ":",
})
try:
    print(urllib.request.urlopen(request).read().decode())
except urllib.error.HTTPError as refusal:
    print(refusal.read().decode())`,
    },
  ];
