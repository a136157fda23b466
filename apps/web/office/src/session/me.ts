import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { type MeDto, getMe } from '../api/index.js';

export type Role = MeDto['roles'][number];

const ASKED_AGAIN_MS = 60_000;

/** Who is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => getMe(),
  staleTime: ASKED_AGAIN_MS,
  retry: false,
});

/** Inside the shell somebody always is. */
export function useMe(): MeDto {
  return useSuspenseQuery(meQuery).data;
}

export function hasRole({ roles }: Pick<MeDto, 'roles'>, ...wanted: readonly Role[]): boolean {
  return wanted.some((role) => roles.includes(role));
}

/** Whether the person may do what is for these roles: a button nobody may press is not shown. */
export function useMay(...wanted: readonly Role[]): boolean {
  return hasRole(useMe(), ...wanted);
}
