import { NavLink, Text } from '@mantine/core';
import { useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon } from '../icons.js';
import { usePathLink } from '../parts/go.js';
import { hasRole, useMe } from '../session/me.js';
import { NAV, type NavItem } from './nav.js';

export function SideNav({ onGo }: { readonly onGo: () => void }): ReactNode {
  const me = useMe();
  const link = usePathLink();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const mine = ({ roles }: NavItem): boolean => roles === undefined || hasRole(me, ...roles);
  return NAV.map(({ name, items }) => ({ name, items: items.filter(mine) }))
    .filter(({ items }) => items.length > 0)
    .map(({ name, items }) => (
      <div key={name} className="nav-group">
        <Text size="xs" c="dimmed" fw={600} px="sm">
          {name}
        </Text>
        {items.map(({ name: label, path, icon }) => {
          const active = pathname === path || pathname.startsWith(`${path}/`);
          const { href, onClick } = link(path);
          return (
            <NavLink
              key={path}
              href={href}
              label={label}
              leftSection={<Icon name={icon} />}
              active={active}
              aria-current={active ? 'page' : undefined}
              onClick={(event) => {
                onClick(event);
                onGo();
              }}
            />
          );
        })}
      </div>
    ));
}
