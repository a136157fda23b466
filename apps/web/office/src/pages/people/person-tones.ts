import type { StaffDto } from '../../api/index.js';
import type { Tone } from '../../parts/index.js';

export const PERSON_TONES: Readonly<Record<StaffDto['state'], Tone>> = {
  active: 'good',
  enrolling: 'wait',
  invited: 'wait',
  disabled: 'over',
};
