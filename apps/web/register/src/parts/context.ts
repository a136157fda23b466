import { createContext, useContext } from 'react';
import type { Register, RegisterView } from '../till/register.js';
import { useStore } from '../till/store.js';

export const RegisterContext = createContext<Register | undefined>(undefined);

export function useRegister(): Register {
  return useContext(RegisterContext)!;
}

/** How the till stands; the page is drawn anew whenever that changes. */
export function useView(): RegisterView {
  return useStore(useRegister().view);
}
