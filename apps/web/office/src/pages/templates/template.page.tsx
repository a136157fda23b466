import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type TemplateDetailDto, getTemplate, retireTemplate, useDeed } from '../../api/index.js';
import { ConfirmDialog, Facts, Loaded, Page, Panel, State, Time, tell, usePathLink } from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { templateRoute } from '../templates.route.js';
import { KeptPreview } from './kept-preview.js';
import { Proofs } from './proofs.js';
import { TILL_CODES, type TemplateSpec, languageNames } from './spec.js';

/** One version of a template: what it is, its proofs, and how it looks. */
export function TemplatePage(): ReactNode {
  const { id } = templateRoute.useParams();
  const query = useQuery({
    queryKey: ['template', id],
    queryFn: ({ signal }) => getTemplate({ path: { id }, signal }),
  });
  const { data } = query;
  return (
    <Page
      title={data === undefined ? `Print template ${id}` : `${data.name}, version ${data.version}`}
      beside={data === undefined ? undefined : <State of={data.state} />}
      action={data === undefined ? undefined : <Actions template={data} />}
    >
      <Loaded query={query} what="The template">
        {(template) => (
          <div className="editor">
            <div>
              <About template={template} />
              <Proofs template={template} />
            </div>
            <div className="editor-preview">
              <KeptPreview templateId={template.id} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function About({ template }: { readonly template: TemplateDetailDto }): ReactNode {
  const spec = template.spec as unknown as TemplateSpec;
  const { marks, backOffsetMm } = spec;
  const outside = [
    marks.crop ? 'crop marks' : '',
    marks.registration ? 'registration marks' : '',
    marks.slug ? 'slug line' : '',
    spec.spotColours ? 'spot colours SCRATCH and DIE' : '',
  ].filter((name) => name !== '');
  return (
    <Panel title="What it is">
      <Facts
        of={[
          ['Stock', template.stock],
          ['Languages', languageNames(template.languages)],
          ['Till code', TILL_CODES[template.tillCode]],
          ['Printer', `${spec.printerDpi} dpi, turned over the ${spec.turn.replace('-', ' ')}`],
          ['Also printed', outside.length === 0 ? 'nothing' : outside.join(', ')],
          ['Backs are moved', `${backOffsetMm.x} mm right, ${backOffsetMm.y} mm down`],
          [
            'Made',
            <span key="made">
              <Time at={template.createdAt} /> by {template.createdByName ?? 'the system'}
            </span>,
          ],
        ]}
      />
    </Panel>
  );
}

function Actions({ template }: { readonly template: TemplateDetailDto }): ReactNode {
  const link = usePathLink();
  const mayEdit = useMay('batch-manager');
  const [asked, setAsked] = useState(false);
  const retire = useDeed({
    call: () => retireTemplate({ path: { id: template.id } }),
    onDone: ({ name, version }) => {
      setAsked(false);
      tell(`${name}, version ${version} is retired.`);
    },
  });
  if (!mayEdit) return null;
  return (
    <Group gap="xs">
      {template.state === 'retired' ? null : (
        <Button variant="default" onClick={() => setAsked(true)}>
          Retire
        </Button>
      )}
      <Button component="a" variant="default" {...link(`/templates/new?from=${template.id}`)}>
        New version
      </Button>
      <ConfirmDialog
        title={`Retire ${template.name}, version ${template.version}?`}
        opened={asked}
        onClose={() => setAsked(false)}
        confirm="Retire"
        danger
        running={retire.running}
        refusal={retire.refusal}
        onRetry={retire.retry}
        onConfirm={() => retire.run()}
      >
        No new batch and no new proof is made with it. Batches that are bound to it can still be printed. It cannot be
        brought back; save it as a new version instead.
      </ConfirmDialog>
    </Group>
  );
}
