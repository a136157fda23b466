/** The certification's own proxy, for whatever else must survive a line that breaks. */
export { type Cut, CuttingProxy, type Target } from '../../apps/cli/src/certify/cutting-proxy.js';
