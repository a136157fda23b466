import type { Command } from 'commander';
import { defineHouseSide } from './bundle-house.js';
import { defineOfficeSide } from './bundle-office.js';
import { examples } from './examples.js';
import type { Shell } from './shell.js';

export function define(bundle: Command, shell: Shell): void {
  examples(bundle, [
    'reup bundle make 117 --wait                    the office: encrypt a batch to its print house',
    'reup bundle download 117 <id> --out 117.age    fetch it, once, with its manifest',
    'reup bundle keygen --out keys                  the print house: make keys; send public.json',
    'reup bundle open 117.age --manifest 117.manifest.json --identity keys/identity.txt --issuer-key issuer.pem -o cards.txt',
    'reup bundle receipt 117.age --manifest 117.manifest.json --key keys/signing.pem -o receipt.json',
    'reup bundle enter 117 receipt.json             the office: what the house sent back',
  ]);
  defineHouseSide(bundle, shell);
  defineOfficeSide(bundle, shell);
}
