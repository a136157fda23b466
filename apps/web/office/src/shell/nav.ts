import type { IconName } from '../icons.js';
import type { Role } from '../session/me.js';

export interface NavItem {
  readonly name: string;
  /** Below `/office`; everything under it belongs to the item. */
  readonly path: string;
  readonly icon: IconName;
  /** Who sees it; everybody where left out. */
  readonly roles?: readonly Role[];
}

export interface NavGroup {
  readonly name: string;
  readonly items: readonly NavItem[];
}

const WHERE_CARDS_ARE: readonly Role[] = ['batch-manager', 'stock', 'approver', 'finance', 'support'];
const WHO_SELLS: readonly Role[] = ['admin', 'batch-manager', 'stock', 'support', 'reviewer', 'finance'];

/** The way through the office; a page that nobody of the person's roles may open is not offered. */
export const NAV: readonly NavGroup[] = [
  {
    name: 'Cards',
    items: [
      { name: 'Batches', path: '/batches', icon: 'batch' },
      { name: 'Products', path: '/products', icon: 'product' },
      { name: 'Print templates', path: '/templates', icon: 'print' },
      { name: 'Print houses', path: '/print-houses', icon: 'key', roles: ['batch-manager', 'approver', 'admin'] },
    ],
  },
  {
    name: 'Stock',
    items: [
      { name: 'Consignments', path: '/consignments', icon: 'truck', roles: WHERE_CARDS_ARE },
      { name: 'Card stock', path: '/stock', icon: 'stock', roles: WHERE_CARDS_ARE },
      { name: 'Returns', path: '/returns', icon: 'box', roles: WHERE_CARDS_ARE },
      { name: 'Block cards', path: '/block', icon: 'block', roles: ['stock', 'support', 'reviewer'] },
    ],
  },
  {
    name: 'Shops',
    items: [
      { name: 'Retailers', path: '/retailers', icon: 'shop', roles: WHO_SELLS },
      { name: 'Taxes and fees', path: '/taxes', icon: 'sheet', roles: WHO_SELLS },
      { name: 'Alerts', path: '/alerts', icon: 'warn', roles: ['reviewer', 'admin', 'finance', 'support'] },
    ],
  },
  {
    name: 'Control',
    items: [
      { name: 'People', path: '/people', icon: 'people', roles: ['admin'] },
      { name: 'Policies', path: '/policies', icon: 'policy' },
      { name: 'Audit log', path: '/audit', icon: 'audit', roles: ['admin', 'approver', 'finance'] },
    ],
  },
];
