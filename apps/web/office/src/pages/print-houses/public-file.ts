/** What a house sends of its keys, or what is wrong with what was pasted. */
export type PublicFile =
  | { readonly recipient: string; readonly signingKey: string; readonly trouble?: undefined }
  | { readonly trouble: string };

const RECIPIENT = /\bage1[02-9ac-hj-np-z]{58}\b/;
const PEM = /-----BEGIN PUBLIC KEY-----[\sA-Za-z0-9+/=]+-----END PUBLIC KEY-----/;
const SPKI_BASE64 = /(?<![A-Za-z0-9+/])MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=/;

/** Reads `public.json` of `reup bundle keygen`, or both keys from any text around them. A secret key goes nowhere. */
export function readPublicFile(text: string): PublicFile {
  if (/AGE-SECRET-KEY|PRIVATE KEY/i.test(text)) {
    return {
      trouble: 'That is a SECRET key. It was not sent anywhere; the house must destroy it and make a new pair.',
    };
  }
  const recipient = RECIPIENT.exec(text)?.[0];
  const signingKey = (PEM.exec(text.replaceAll(String.raw`\n`, '\n')) ?? SPKI_BASE64.exec(text))?.[0];
  if (recipient === undefined && signingKey === undefined) {
    return { trouble: 'There is no key in it. Paste the house’s public.json.' };
  }
  if (recipient === undefined) return { trouble: 'The recipient (age1 and 58 more letters) is missing.' };
  if (signingKey === undefined) return { trouble: 'The key that signs the house’s papers (Ed25519) is missing.' };
  return { recipient, signingKey };
}
