import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type TemplateDto, listTemplates } from '../../api/index.js';
import { Count, DataList, Empty, Page, State, Time, cursorIn, usePathLink } from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { templatesRoute } from '../templates.route.js';
import { TILL_CODES, languageNames } from './spec.js';

/** How cards are printed: every version there ever was. */
export function TemplatesPage(): ReactNode {
  const { at } = templatesRoute.useSearch();
  const navigate = templatesRoute.useNavigate();
  const mayEdit = useMay('batch-manager');
  const link = usePathLink();
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['templates', cursor],
    queryFn: ({ signal }) => listTemplates({ query: { cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  const create = mayEdit ? (
    <Button component="a" {...link('/templates/new')}>
      New template
    </Button>
  ) : undefined;
  return (
    <Page title="Print templates" action={create}>
      <DataList<TemplateDto>
        name="Print templates"
        query={query}
        keyOf={({ id }) => id}
        pathOf={({ id }) => `/templates/${id}`}
        columns={[
          { title: 'Name', cell: ({ name }) => name },
          { title: 'Version', cell: ({ version }) => <Count of={version} />, right: true },
          { title: 'State', cell: ({ state }) => <State of={state} /> },
          { title: 'Stock', cell: ({ stock }) => stock },
          { title: 'Languages', cell: ({ languages }) => languageNames(languages) },
          { title: 'Till code', cell: ({ tillCode }) => TILL_CODES[tillCode] },
          { title: 'Made', cell: ({ createdAt }) => <Time at={createdAt} as="day" /> },
        ]}
        small={({ name, version, state, stock, languages }) => ({
          first: (
            <>
              <span>
                {name} <span className="dim">v{version}</span>
              </span>
              <State of={state} />
            </>
          ),
          second: (
            <span>
              {stock} · {languageNames(languages)}
            </span>
          ),
        })}
        empty={
          <Empty
            title="No template yet"
            why="A template says how cards are printed: stock, languages, codes. Begin with a preset."
            action={create}
          />
        }
        at={at}
        onAt={(next) => void navigate({ search: { at: next } })}
      />
    </Page>
  );
}
