import './audit.css';
import { Autocomplete, Button, Group, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { type AuditDto, listAudit } from '../../api/index.js';
import { DataList, Empty, Page, Time, cursorIn, exactTime, usePathLink } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { type AuditSearch, auditRoute } from '../audit.route.js';
import { ChainBadge } from './chain-badge.js';
import { DeedDetail } from './deed-detail.js';
import { shortIds } from './short-ids.js';
import { AUDIT_READERS } from './readers.js';
import { subjectPath } from './subject-path.js';

/** Everything that people and the system did, and whether the log still is what was written. */
export function AuditPage(): ReactNode {
  return (
    <Page title="Audit log">
      <ForRoles roles={AUDIT_READERS}>
        <ChainBadge />
        <Deeds />
      </ForRoles>
    </Page>
  );
}

function Deeds(): ReactNode {
  const search = auditRoute.useSearch();
  const navigate = auditRoute.useNavigate();
  const { at, from, to, ...named } = search;
  const filter = (change: AuditSearch): void =>
    void navigate({ search: (was) => ({ ...was, at: undefined, ...change }) });
  const query = useQuery({
    queryKey: ['audit', search],
    queryFn: ({ signal }) => listAudit({ query: { ...named, ...timesOf(from, to), cursor: cursorIn(at) }, signal }),
    placeholderData: keepPreviousData,
  });
  const actions = [...new Set(query.data?.items.map(({ action }) => action))].toSorted();
  const filtered = Object.entries(search).some(([name, value]) => name !== 'at' && value !== undefined);
  return (
    <>
      <Filters search={search} actions={actions} onFilter={filter} />
      <DataList<AuditDto>
        name="Deeds"
        query={query}
        keyOf={({ id }) => id}
        columns={[
          { title: 'When', width: 130, cell: ({ at: when }) => <Time at={when} /> },
          { title: 'Who', width: 150, cell: (deed) => <Who deed={deed} onFilter={filter} /> },
          {
            title: 'What',
            width: 180,
            cell: ({ action }) => <FilterBy text={action} onFilter={() => filter({ action })} />,
          },
          { title: 'On', width: 210, cell: (deed) => <Subject deed={deed} onFilter={filter} /> },
          { title: 'Detail', cell: ({ detail }) => <DeedDetail of={detail} /> },
        ]}
        small={(deed) => ({
          first: (
            <>
              {deed.action} <span className="dim">{deed.actorName ?? deed.actor}</span>
            </>
          ),
          second: (
            <>
              <span className="wrap">{shortIds(deed.subject)}</span>
              <span>{exactTime(deed.at)}</span>
              <DeedDetail of={deed.detail} />
            </>
          ),
        })}
        empty={<Empty title="Nothing was done yet" />}
        onClearFilters={filtered ? () => void navigate({ search: {} }) : undefined}
        at={at}
        onAt={(next) => void navigate({ search: (was) => ({ ...was, at: next }) })}
      />
    </>
  );
}

interface FiltersProps {
  readonly search: AuditSearch;
  /** Those on this page, as suggestions. */
  readonly actions: readonly string[];
  readonly onFilter: (change: AuditSearch) => void;
}

function Filters({ search, actions, onFilter }: FiltersProps): ReactNode {
  const { action, subject, actor, from, to } = search;
  return (
    <Group mb="md" gap="sm" align="flex-end">
      <TypedFilter
        label="What"
        value={action}
        onValue={(value) => onFilter({ action: value })}
        data={actions}
        placeholder="batch.approve"
      />
      <TypedFilter
        label="On"
        value={subject}
        onValue={(value) => onFilter({ subject: value })}
        placeholder="batch:117"
      />
      <DayFilter label="From" value={from} onDay={(value) => onFilter({ from: value })} />
      <DayFilter label="To" value={to} onDay={(value) => onFilter({ to: value })} />
      {actor === undefined ? null : (
        <Button variant="default" onClick={() => onFilter({ actor: undefined })}>
          By one person: show all
        </Button>
      )}
    </Group>
  );
}

/** Filters when Enter is pressed or the field is left, not at every letter. */
function TypedFilter({
  label,
  value,
  onValue,
  placeholder,
  data = [],
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onValue: (value: string | undefined) => void;
  readonly placeholder: string;
  readonly data?: readonly string[];
}): ReactNode {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const tell = (typed: string): void => {
    const wanted = typed.trim() === '' ? undefined : typed.trim();
    if (wanted !== value) onValue(wanted);
  };
  return (
    <Autocomplete
      label={label}
      w={190}
      placeholder={placeholder}
      data={[...data]}
      value={text}
      onChange={setText}
      onOptionSubmit={tell}
      onBlur={() => tell(text)}
      onKeyDown={({ key }) => {
        if (key === 'Enter') tell(text);
      }}
      maxLength={200}
      spellCheck={false}
    />
  );
}

function DayFilter({
  label,
  value,
  onDay,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onDay: (day: string | undefined) => void;
}): ReactNode {
  return (
    <TextInput
      type="date"
      label={label}
      value={value ?? ''}
      onChange={({ currentTarget: { value: day } }) => onDay(day === '' ? undefined : day)}
    />
  );
}

function Who({ deed: { actor, actorName }, onFilter }: DeedProps): ReactNode {
  return <FilterBy text={actorName ?? actor} onFilter={() => onFilter({ actor })} />;
}

interface DeedProps {
  readonly deed: AuditDto;
  readonly onFilter: (change: AuditSearch) => void;
}

function Subject({ deed: { subject }, onFilter }: DeedProps): ReactNode {
  const link = usePathLink();
  const path = subjectPath(subject);
  return (
    <span className="wrap">
      <FilterBy text={shortIds(subject)} onFilter={() => onFilter({ subject })} />
      {path === undefined ? null : (
        <>
          {' '}
          <a className="open-subject" {...link(path)} aria-label={`open ${subject}`}>
            open
          </a>
        </>
      )}
    </span>
  );
}

function FilterBy({ text, onFilter }: { readonly text: string; readonly onFilter: () => void }): ReactNode {
  return (
    <button type="button" className="filter-by" onClick={onFilter} title="Only these">
      {text}
    </button>
  );
}

/** Days of this clock as the times that they begin and end at. */
function timesOf(from: string | undefined, to: string | undefined): { from?: string; to?: string } {
  const start = from === undefined ? undefined : new Date(`${from}T00:00:00`);
  const end = to === undefined ? undefined : new Date(`${to}T00:00:00`);
  if (end !== undefined) end.setDate(end.getDate() + 1);
  return {
    ...(isTime(start) ? { from: start.toISOString() } : {}),
    ...(isTime(end) ? { to: end.toISOString() } : {}),
  };
}

function isTime(time: Date | undefined): time is Date {
  return time !== undefined && !Number.isNaN(time.getTime());
}
