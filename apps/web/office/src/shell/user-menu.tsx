import { Button, Menu, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { queryClient, signOut, useDeed } from '../api/index.js';
import { Icon } from '../icons.js';
import { words } from '../parts/format.js';
import { usePathLink } from '../parts/go.js';
import { lettersAreOn, switchLetters } from '../parts/shortcuts.js';
import { useMe } from '../session/me.js';

export function UserMenu(): ReactNode {
  const { name, email, roles } = useMe();
  const navigate = useNavigate();
  const link = usePathLink();
  const [letters, setLetters] = useState(lettersAreOn);
  const out = useDeed({
    call: () => signOut(),
    onDone: () => {
      queryClient.clear();
      void navigate({ to: '/sign-in' });
    },
  });
  return (
    <Menu position="bottom-end" width={260} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          className="user"
          leftSection={<Icon name="user" />}
          aria-label={`${name}: menu`}
        >
          <span className="user-name">{name.split(' ')[0]}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="menu-head">
          <Text component="div" size="sm" fw={650}>
            {name}
          </Text>
          <Text component="div" size="xs" c="dimmed">
            {email}
          </Text>
          <Text component="div" size="xs" c="dimmed">
            {roles.map(words).join(', ')}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item component="a" {...link('/security')}>
          Security
        </Menu.Item>
        <Menu.Item
          closeMenuOnClick={false}
          onClick={() => {
            switchLetters(!letters);
            setLetters(!letters);
          }}
        >
          Letter keys: {letters ? 'on' : 'off'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => out.run()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
