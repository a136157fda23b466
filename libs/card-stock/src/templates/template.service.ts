import { Injectable } from '@nestjs/common';
import { recordAudit, staffActor } from '#lib/access';
import { type EntityTx, Transactions, type Tx, entityTx } from '#lib/database';
import { Problem } from '#lib/kernel';
import { readTemplate, templateDigest } from '../sheets/index.js';
import { asPrintProblem } from './print-refusal.js';
import {
  type Template,
  insertTemplate,
  listTemplateRows,
  lockTemplate,
  readTemplateRow,
  retireRow,
} from './template.store.js';

/** A version is a look that somebody designed; a thousand under one name is a program gone wild. */
const VERSIONS_MAX = 1_000;

export interface NewTemplate {
  readonly name: string;
  /** Anything that was read as JSON. */
  readonly spec: unknown;
  readonly staffId: string;
}

/** How cards are printed, as data: named, versioned, never changed. */
@Injectable()
export class TemplateService {
  constructor(private readonly transactions: Transactions) {}

  /** The first version of a name, or its next. @throws Problem `layout.invalid`, naming the field. */
  async add(tx: Tx, { name, spec: given, staffId }: NewTemplate): Promise<Template> {
    const spec = asPrintProblem(() => readTemplate(given), '/spec');
    const digest = templateDigest(spec);
    const { id, version } = await insertTemplate(tx, { name, spec, digest, createdBy: staffActor(staffId) });
    if (version > VERSIONS_MAX)
      throw new Problem('name.taken', `${name} has ${VERSIONS_MAX} versions: choose another name.`);
    const detail = { name, version, digest: digest.toString('hex') };
    await recordAudit(tx, { actor: staffActor(staffId), action: 'template.add', subject: templateSubject(id), detail });
    return found(await readTemplateRow(tx, id));
  }

  async get(id: number): Promise<Template> {
    return found(await readTemplateRow(this.reader, id));
  }

  list(slice: { readonly afterId: number; readonly rowsMax: number }): Promise<Template[]> {
    return listTemplateRows(this.reader, slice);
  }

  /** No new batch and no new proof with it; batches that are bound to it can still be printed. */
  async retire(id: number, staffId: string): Promise<Template> {
    return this.transactions.run(async (tx) => {
      if (found(await lockTemplate(tx, id)).retired) throw new Problem('template.retired');
      await retireRow(tx, id);
      await recordAudit(tx, { actor: staffActor(staffId), action: 'template.retire', subject: templateSubject(id) });
      return found(await readTemplateRow(tx, id));
    });
  }

  private get reader(): EntityTx {
    return entityTx(this.transactions.dataSource.manager);
  }
}

export function templateSubject(id: number): string {
  return `template:${id}`;
}

function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Problem('template.not_found');
  return row;
}
