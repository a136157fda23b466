import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type StaffDto, listPeople } from '../../api/index.js';
import { DataList, Empty, Page, State, Time, cursorIn, usePathLink, words } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { useMay } from '../../session/me.js';
import { peopleRoute } from '../people.route.js';
import { PERSON_TONES } from './person-tones.js';

/** Who works here, and as what. */
export function PeoplePage(): ReactNode {
  const link = usePathLink();
  const isAdmin = useMay('admin');
  const add = isAdmin ? (
    <Button component="a" {...link('/people/new')}>
      Add a person
    </Button>
  ) : undefined;
  return (
    <Page title="People" action={add}>
      <ForRoles roles={['admin']}>
        <People add={add} />
      </ForRoles>
    </Page>
  );
}

function People({ add }: { readonly add: ReactNode }): ReactNode {
  const { at } = peopleRoute.useSearch();
  const navigate = peopleRoute.useNavigate();
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['people', cursor],
    queryFn: ({ signal }) => listPeople({ query: { cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <DataList<StaffDto>
      name="People"
      query={query}
      keyOf={({ id }) => id}
      pathOf={({ id }) => `/people/${id}`}
      columns={[
        { title: 'Name', cell: ({ name }) => name },
        { title: 'E-mail', cell: ({ email }) => email },
        { title: 'State', cell: ({ state }) => <State of={state} tone={PERSON_TONES[state]} /> },
        { title: 'Roles', cell: ({ roles }) => rolesOf(roles) },
        { title: 'Since', cell: ({ createdAt }) => <Time at={createdAt} as="day" /> },
      ]}
      small={({ name, state, roles, email }) => ({
        first: (
          <>
            {name} <State of={state} tone={PERSON_TONES[state]} />
          </>
        ),
        second: (
          <>
            <span className="wrap">{email}</span>
            <span>{rolesOf(roles)}</span>
          </>
        ),
      })}
      empty={<Empty title="Nobody yet" action={add} />}
      at={at}
      onAt={(next) => void navigate({ search: { at: next } })}
    />
  );
}

function rolesOf(roles: readonly string[]): string {
  return roles.length === 0 ? 'none' : roles.map(words).join(', ');
}
