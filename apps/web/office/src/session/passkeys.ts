import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { Refusal } from '../api/refusal.js';

/** What the browser answers goes to the API as it is. */
type Answer = Record<string, unknown>;

export function passkeysWorkHere(): boolean {
  return browserSupportsWebAuthn();
}

export async function provePasskey(options: unknown): Promise<Answer> {
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON;
  return said(startAuthentication({ optionsJSON }));
}

export async function makePasskey(options: unknown): Promise<Answer> {
  const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON;
  return said(startRegistration({ optionsJSON }));
}

async function said(asked: Promise<object>): Promise<Answer> {
  try {
    return { ...(await asked) };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    const detail =
      name === 'InvalidStateError'
        ? 'This device has a passkey of yours already.'
        : 'The passkey was not used. Try again, or use a code.';
    throw new Refusal(0, 'passkey.stopped', 'No passkey', detail, undefined);
  }
}
