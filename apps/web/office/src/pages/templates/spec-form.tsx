import { Button, Checkbox, Group, SegmentedControl, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { printOffsetTest, useDeed } from '../../api/index.js';
import { ErrorPanel, NumberField, saveBlob } from '../../parts/index.js';
import { inTurn } from './in-turn.js';
import { DPIS, LANGUAGES, type Language, TILL_CODES, type TemplateSpec, type TillCode } from './spec.js';

export interface NamedSpec {
  readonly name: string;
  readonly spec: TemplateSpec;
}

interface Props {
  readonly spec: TemplateSpec;
  readonly onSpec: (change: (spec: TemplateSpec) => TemplateSpec) => void;
  /** The stocks that there are; their layouts are where people start. */
  readonly presets: readonly NamedSpec[];
  readonly refused: Readonly<Record<string, string>>;
}

/** Everything about a template but its boxes. */
export function SpecForm({ spec, onSpec, presets, refused }: Props): ReactNode {
  const set = (part: Partial<TemplateSpec>): void => onSpec((now) => ({ ...now, ...part }));
  return (
    <Stack gap="md">
      <Stock {...{ spec, onSpec, presets, refused }} />
      <Languages spec={spec} set={set} refused={refused} />
      <Select
        label="Till code"
        description="What the cashier scans."
        data={Object.entries(TILL_CODES).map(([value, label]) => ({ value, label }))}
        value={spec.tillCode}
        allowDeselect={false}
        onChange={(tillCode) => set({ tillCode: tillCode as TillCode })}
        error={refused['/tillCode']}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Choice
          label="Printer, dots per inch"
          what="Code modules become whole dots."
          data={DPIS.map((dpi) => ({ value: String(dpi), label: String(dpi) }))}
          value={String(spec.printerDpi)}
          onChoice={(dpi) => set({ printerDpi: Number(dpi) as TemplateSpec['printerDpi'] })}
          error={refused['/printerDpi']}
        />
        <Choice
          label="Turned over its"
          what="As the printer makes the backs."
          data={[
            { value: 'long-edge', label: 'Long edge' },
            { value: 'short-edge', label: 'Short edge' },
          ]}
          value={spec.turn}
          onChoice={(turn) => set({ turn: turn as TemplateSpec['turn'] })}
          error={refused['/turn']}
        />
      </SimpleGrid>
      <Marks spec={spec} set={set} />
      <BackOffset spec={spec} set={set} refused={refused} />
    </Stack>
  );
}

type PartProps = {
  readonly spec: TemplateSpec;
  readonly set: (part: Partial<TemplateSpec>) => void;
};

function Stock({ spec, onSpec, presets, refused }: Props): ReactNode {
  const names = presets.map(({ spec: { layout } }) => layout.name);
  const own = names.includes(spec.layout.name) ? [] : [spec.layout.name];
  const take = (name: string | null): void => {
    const preset = presets.find(({ spec: { layout } }) => layout.name === name);
    if (preset !== undefined && name !== spec.layout.name) onSpec((now) => ({ ...now, layout: preset.spec.layout }));
  };
  return (
    <Select
      label="Stock"
      description="Paper and card, with all their boxes. Another stock replaces boxes that you changed."
      data={[...names, ...own]}
      value={spec.layout.name}
      allowDeselect={false}
      onChange={take}
      error={refused['/layout'] ?? refused['/layout/name']}
    />
  );
}

const NO_SECOND = 'none';

function Languages({ spec, set, refused }: PartProps & Pick<Props, 'refused'>): ReactNode {
  const [first = 'en', second] = spec.languages;
  const data = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  const take = (languages: readonly (Language | undefined)[]): void =>
    set({ languages: languages.filter((language) => language !== undefined) });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <Select
        label="Language"
        data={data.filter(({ value }) => value !== second)}
        value={first}
        allowDeselect={false}
        onChange={(value) => take([value as Language, second])}
        error={refused['/languages'] ?? refused['/languages/0']}
      />
      <Select
        label="Second language"
        data={[{ value: NO_SECOND, label: 'None' }, ...data.filter(({ value }) => value !== first)]}
        value={second ?? NO_SECOND}
        allowDeselect={false}
        onChange={(value) => take([first, value === NO_SECOND ? undefined : (value as Language)])}
        error={refused['/languages/1']}
      />
    </SimpleGrid>
  );
}

function Marks({ spec: { marks, spotColours }, set }: PartProps): ReactNode {
  const mark = (name: keyof TemplateSpec['marks'], label: string): ReactNode => (
    <Checkbox
      label={label}
      checked={marks[name]}
      onChange={({ currentTarget: { checked } }) => set({ marks: { ...marks, [name]: checked } })}
    />
  );
  return (
    <fieldset className="plain">
      <legend>Outside the cards</legend>
      <Group gap="lg">
        {mark('crop', 'Crop marks')}
        {mark('registration', 'Registration marks')}
        {mark('slug', 'Slug line')}
        <Checkbox
          label="Spot colours SCRATCH and DIE"
          checked={spotColours}
          onChange={({ currentTarget: { checked } }) => set({ spotColours: checked })}
        />
      </Group>
    </fieldset>
  );
}

function BackOffset({ spec, set, refused }: PartProps & Pick<Props, 'refused'>): ReactNode {
  const { backOffsetMm } = spec;
  const test = useDeed({
    call: () => inTurn(() => printOffsetTest({ body: { spec: { ...spec } } })),
    onDone: (pdf) => saveBlob(pdf, 'offset-test.pdf'),
  });
  return (
    <fieldset className="plain">
      <legend>Backs are moved by</legend>
      <Group gap="sm" align="flex-end">
        {(['x', 'y'] as const).map((axis) => (
          <NumberField
            key={axis}
            w={120}
            label={axis === 'x' ? 'Right, mm' : 'Down, mm'}
            value={backOffsetMm[axis]}
            onNumber={(value) => set({ backOffsetMm: { ...backOffsetMm, [axis]: value } })}
            error={refused[`/backOffsetMm/${axis}`] ?? refused['/backOffsetMm']}
          />
        ))}
        <Button variant="default" loading={test.running} onClick={() => test.run()}>
          Download the test page
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        Print the test page on both sides, hold it to the light, read how far its crosses are apart, and enter that
        here.
      </Text>
      {test.refusal === undefined ? null : <ErrorPanel error={test.refusal} onRetry={test.retry} />}
    </fieldset>
  );
}

function Choice({
  label,
  what,
  data,
  value,
  onChoice,
  error,
}: {
  readonly label: string;
  readonly what: string;
  readonly data: { value: string; label: string }[];
  readonly value: string;
  readonly onChoice: (value: string) => void;
  readonly error: string | undefined;
}): ReactNode {
  return (
    <div>
      <Text size="sm" fw={600} component="div">
        {label}
      </Text>
      <Text size="xs" c="dimmed" mb={5}>
        {what}
      </Text>
      <SegmentedControl fullWidth aria-label={label} data={data} value={value} onChange={onChoice} />
      {error === undefined ? null : (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}
