import { Group, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface Props {
  readonly title: string;
  /** Beside the title: a state, a number. */
  readonly beside?: ReactNode;
  /** At the right: the page's one primary button. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A page with its name in the tab and in its one first heading. */
export function Page({ title, beside, action, children }: Props): ReactNode {
  useEffect(() => {
    document.title = `${title} · Re-Up office`;
  }, [title]);
  return (
    <div className="page">
      <Group justify="space-between" mb="md" gap="sm" mih={36}>
        <Group gap="sm">
          <Title order={1} tabIndex={-1} id="page-title">
            {title}
          </Title>
          {beside}
        </Group>
        {action}
      </Group>
      {children}
    </div>
  );
}

/** A part of a page under a heading of its own. */
export function Panel({
  title,
  beside,
  children,
}: {
  readonly title?: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="panel" aria-label={title}>
      {title === undefined ? null : (
        <Group justify="space-between" mb="sm" gap="xs">
          <Title order={2}>{title}</Title>
          {beside}
        </Group>
      )}
      {children}
    </section>
  );
}
