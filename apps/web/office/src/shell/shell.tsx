import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { usePathLink } from '../parts/go.js';
import { ApprovalsBadge } from './approvals-badge.js';
import { Search } from './search.js';
import { SideNav } from './side-nav.js';
import { UserMenu } from './user-menu.js';

/** What is round every page. */
export function Shell(): ReactNode {
  const [opened, { toggle, close }] = useDisclosure(false);
  const link = usePathLink();
  useFocusOnNewPage();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 212, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={0}
      transitionDuration={0}
    >
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <AppShell.Header className="top">
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          <Burger
            opened={opened}
            onClick={toggle}
            hiddenFrom="md"
            size="sm"
            aria-label="Navigation"
            aria-expanded={opened}
          />
          <a className="mark" {...link('/')}>
            Re-Up
          </a>
          <Search />
          <Group gap={4} wrap="nowrap" ml="auto">
            <ApprovalsBadge />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className="side" aria-label="Office">
        <SideNav onGo={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

/** Whoever navigates by keyboard or by ear starts at the new page's heading, not where the old page's link was. */
function useFocusOnNewPage(): void {
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current !== undefined && pathname !== last.current) {
      const heading = document.getElementById('page-title') ?? document.getElementById('main');
      heading?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    last.current = pathname;
  }, [pathname]);
}
