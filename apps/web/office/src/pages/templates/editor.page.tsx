import { Button, Collapse, Group, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useId, useState } from 'react';
import { type Refusal, addTemplate, getTemplate, listTemplatePresets, useDeed } from '../../api/index.js';
import { queryClient } from '../../api/queries.js';
import { ErrorPanel, Loaded, Page, Panel, tell, useGo, usePathLink, everyProduct } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { newTemplateRoute } from '../templates.route.js';
import { LayoutEditor } from './layout-editor.js';
import { PreviewPanel, usePreview } from './preview.js';
import { type NamedSpec, SpecForm } from './spec-form.js';
import type { TemplateSpec } from './spec.js';
import { placesOfTooLong } from './too-long.js';

/** What an editor starts from. */
interface Start {
  readonly presets: readonly NamedSpec[];
  readonly products: readonly { readonly id: string; readonly name: string }[];
  readonly spec: TemplateSpec;
  /** Of a template that is there: saving makes its next version. */
  readonly name: string | undefined;
}

/** A template being made, with its sheet beside it. */
export function TemplateEditorPage(): ReactNode {
  const { from } = newTemplateRoute.useSearch();
  const query = useQuery({
    queryKey: ['template-start', from],
    queryFn: ({ signal }) => startOf(from, signal),
    // What is being edited is not replaced under the editor's hands.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Page title={query.data?.name === undefined ? 'New print template' : `New version of ${query.data.name}`}>
      <ForRoles roles={['batch-manager']}>
        <Loaded query={query} what="The template">
          {(start) => <Editor key={from ?? ''} start={start} />}
        </Loaded>
      </ForRoles>
    </Page>
  );
}

async function startOf(from: string | undefined, signal: AbortSignal): Promise<Start> {
  const [{ items }, products] = await Promise.all([
    listTemplatePresets({ signal }),
    queryClient.fetchQuery(everyProduct),
  ]);
  const presets = items.map(({ name, spec }) => ({ name, spec: spec as unknown as TemplateSpec }));
  const preset = presets.find(({ name }) => name === (from ?? presets[0]?.name));
  if (preset !== undefined) return { presets, products, spec: preset.spec, name: undefined };
  const template = await getTemplate({ path: { id: from ?? '' }, signal });
  return { presets, products, spec: template.spec as unknown as TemplateSpec, name: template.name };
}

function Editor({ start: { presets, products, spec: first, name: named } }: { readonly start: Start }): ReactNode {
  const go = useGo();
  const link = usePathLink();
  const [spec, setSpec] = useState(first);
  const [name, setName] = useState(named ?? '');
  const [productId, setProduct] = useState(products[0]?.id);
  const [boxesOpen, setBoxesOpen] = useState(false);
  const boxes = useId();
  const preview = usePreview(spec, productId);
  const save = useDeed({
    call: (_: void, key) =>
      addTemplate({ body: { name: name.trim(), spec: { ...spec } }, headers: { 'Idempotency-Key': key } }),
    onDone: (template) => {
      tell(`Saved as ${template.name}, version ${template.version}.`);
      go(`/templates/${template.id}`);
    },
  });
  const onSpec = useCallback((change: (now: TemplateSpec) => TemplateSpec) => setSpec(change), []);
  const refused = {
    ...(preview.refusal?.code === 'text.too_long' ? placesOfTooLong(preview.refusal.detail, spec) : {}),
    ...pointersOf(preview.refusal),
    ...pointersOf(save.refusal),
  };
  const inBoxes = Object.keys(refused).some((pointer) => pointer.startsWith('/layout/'));
  return (
    <div className="editor">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.run();
        }}
      >
        <Panel>
          <Stack gap="md">
            {save.refusal === undefined ? null : <ErrorPanel error={save.refusal} onRetry={save.retry} />}
            <TextInput
              label="Name"
              description={
                named === undefined
                  ? 'What people call it. A name that is there gets its next version.'
                  : 'The next version has the same name; the old ones stay as they are.'
              }
              value={name}
              readOnly={named !== undefined}
              maxLength={80}
              onChange={({ currentTarget: { value } }) => setName(value)}
              error={refused['/name']}
              required
            />
            <SpecForm spec={spec} onSpec={onSpec} presets={presets} refused={refused} />
            <div>
              <Button
                variant="subtle"
                px={0}
                aria-expanded={boxesOpen || inBoxes}
                aria-controls={boxes}
                onClick={() => setBoxesOpen(!boxesOpen)}
              >
                {boxesOpen || inBoxes ? 'Hide the layout' : 'Change the layout’s boxes'}
              </Button>
              <Collapse expanded={boxesOpen || inBoxes} id={boxes} transitionDuration={0}>
                {boxesOpen || inBoxes ? <LayoutEditor spec={spec} onSpec={onSpec} refused={refused} /> : null}
              </Collapse>
            </div>
            <Group gap="xs">
              <Button type="submit" loading={save.running} disabled={name.trim() === ''}>
                {named === undefined ? 'Save' : 'Save as next version'}
              </Button>
              <Button component="a" variant="default" {...link('/templates')}>
                Back
              </Button>
            </Group>
          </Stack>
        </Panel>
      </form>
      <div className="editor-preview">
        <PreviewPanel preview={preview} products={products} productId={productId} onProduct={setProduct} />
      </div>
    </div>
  );
}

/** What was said of the spec's parts, by pointer into the spec; of the body's other fields, as they are. */
function pointersOf(refusal: Refusal | undefined): Record<string, string> {
  return Object.fromEntries(
    (refusal?.errors ?? []).map(({ pointer, detail }) => [pointer.replace(/^\/spec(?=\/|$)/, ''), detail]),
  );
}
