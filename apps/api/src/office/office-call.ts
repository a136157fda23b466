import type { OfficeCall } from '#lib/inventory';

/** Who asks, and under which key where one was sent. */
export function officeCall(staffId: string, key: string | undefined): OfficeCall {
  return { staffId, ...(key === undefined ? {} : { key }) };
}
