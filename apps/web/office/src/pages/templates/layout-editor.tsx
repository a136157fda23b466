import './templates.css';
import { SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, memo, useCallback, useEffect, useState } from 'react';
import { NumberField } from '../../parts/index.js';
import {
  BOX_SIDES,
  type BoxRow,
  type TemplateSpec,
  boxesOf,
  looksLikeSpec,
  numbersOf,
  withValue,
  words,
} from './spec.js';

interface Props {
  readonly spec: TemplateSpec;
  readonly onSpec: (change: (spec: TemplateSpec) => TemplateSpec) => void;
  /** What the API says, by JSON pointer into the spec. */
  readonly refused: Readonly<Record<string, string>>;
}

type View = 'boxes' | 'numbers' | 'json';

const VIEWS = [
  { value: 'boxes', label: 'Boxes' },
  { value: 'numbers', label: 'Page and gaps' },
  { value: 'json', label: 'JSON' },
];

/** Every place and size of the stock, in millimetres: as fields, or as the data that it is. */
export function LayoutEditor({ spec, onSpec, refused }: Props): ReactNode {
  const [view, setView] = useState<View>('boxes');
  const setAt = useCallback(
    (pointer: string, value: number) => onSpec((now) => withValue(now, pointer, value)),
    [onSpec],
  );
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="How to edit the layout"
        data={VIEWS}
        value={view}
        onChange={(next) => setView(next as View)}
      />
      {view === 'boxes' ? <Boxes spec={spec} setAt={setAt} refused={refused} /> : null}
      {view === 'numbers' ? <Numbers spec={spec} setAt={setAt} refused={refused} /> : null}
      {view === 'json' ? <Json spec={spec} onSpec={onSpec} /> : null}
    </Stack>
  );
}

interface FieldsProps {
  readonly spec: TemplateSpec;
  readonly setAt: (pointer: string, value: number) => void;
  readonly refused: Readonly<Record<string, string>>;
}

function Boxes({ spec, setAt, refused }: FieldsProps): ReactNode {
  const others = otherFaces(spec);
  const rows = boxesOf(spec).filter(({ pointer }) => !others.some((other) => pointer.startsWith(other)));
  return (
    <div className="boxes">
      <Text size="xs" c="dimmed">
        Millimetres from the card’s top left corner. The front is the one of the chosen till code.
      </Text>
      {rows.map((row) => (
        <BoxFields
          key={row.pointer}
          pointer={row.pointer}
          face={row.face}
          name={row.name}
          x={row.box.x}
          y={row.box.y}
          width={row.box.width}
          height={row.box.height}
          setAt={setAt}
          refused={refusedUnder(refused, row.pointer)}
        />
      ))}
    </div>
  );
}

type BoxFieldsProps = Omit<BoxRow, 'box'> &
  BoxRow['box'] & { readonly setAt: FieldsProps['setAt']; readonly refused: string | undefined };

const BoxFields = memo(function BoxFields({ pointer, face, name, setAt, refused, ...box }: BoxFieldsProps): ReactNode {
  const title = face === '' ? name : `${face}: ${name}`;
  return (
    <fieldset className="box-fields" data-refused={refused !== undefined}>
      <legend>{title}</legend>
      <div className="box-sides">
        {BOX_SIDES.map((side) => (
          <NumberField
            key={side}
            size="xs"
            leftSection={<span aria-hidden="true">{side[0]}</span>}
            aria-label={`${title}, ${side} in mm`}
            value={box[side]}
            onNumber={(value) => setAt(`${pointer}/${side}`, value)}
          />
        ))}
      </div>
      {refused === undefined ? null : (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {refused}
        </Text>
      )}
    </fieldset>
  );
});

function Numbers({ spec, setAt, refused }: FieldsProps): ReactNode {
  const others = otherFaces(spec);
  return (
    <div className="numbers">
      {numbersOf(spec)
        .filter(({ pointer }) => !others.some((other) => pointer.startsWith(other)))
        .map(({ pointer, name, value }) => (
          <NumberField
            key={pointer}
            size="xs"
            label={name}
            value={value}
            onNumber={(next) => setAt(pointer, next)}
            error={refused[pointer]}
          />
        ))}
    </div>
  );
}

/** The whole template as text; taken over as soon as it is one. */
function Json({ spec, onSpec }: Pick<Props, 'spec' | 'onSpec'>): ReactNode {
  const [text, setText] = useState(() => JSON.stringify(spec, null, 2));
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  useEffect(() => {
    setText((now) => (sameAs(now, spec) ? now : JSON.stringify(spec, null, 2)));
  }, [spec]);
  return (
    <Textarea
      label="The template as JSON"
      description="Taken over while you type, whenever it can be read."
      classNames={{ input: 'digits json' }}
      value={text}
      rows={24}
      spellCheck={false}
      error={trouble}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        const read = parsed(value);
        setTrouble(read.trouble);
        if (read.spec !== undefined) onSpec(() => read.spec!);
      }}
    />
  );
}

function parsed(text: string): { readonly spec?: TemplateSpec; readonly trouble?: string } {
  try {
    const value: unknown = JSON.parse(text);
    return looksLikeSpec(value)
      ? { spec: value }
      : { trouble: 'This is JSON, but no template: layout, languages or marks are missing.' };
  } catch (error) {
    return { trouble: `Not JSON yet: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function sameAs(text: string, spec: TemplateSpec): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(spec);
  } catch {
    return false;
  }
}

/** Where the fronts of the till codes that are not chosen lie. */
function otherFaces({ layout, tillCode }: TemplateSpec): string[] {
  const { front } = layout;
  if (typeof front !== 'object' || front === null || !(tillCode in front)) return [];
  return Object.keys(front)
    .filter((name) => name !== tillCode)
    .map((name) => `/layout/front/${name}/`);
}

/** What was said of a box or of one of its sides. */
function refusedUnder(refused: Readonly<Record<string, string>>, pointer: string): string | undefined {
  return Object.entries(refused).find(([at]) => at === pointer || at.startsWith(`${pointer}/`))?.[1];
}

/** What was said of something that no field shows, with its place in words. */
export function placeInWords(pointer: string): string {
  return pointer
    .split('/')
    .filter((part) => part !== '' && part !== 'layout')
    .map(words)
    .join(' · ');
}
