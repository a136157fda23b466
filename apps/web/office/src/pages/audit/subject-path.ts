const PAGES: Readonly<Record<string, (id: string) => string>> = {
  batch: (id) => `/batches/${id.padStart(6, '0')}`,
  product: (id) => `/products/${id}`,
  template: (id) => `/templates/${id}`,
  print_house: (id) => `/print-houses/${id}`,
  store: (id) => `/stock?store=${id}`,
  staff: (id) => `/people/${id}`,
};

/** The page about what a deed was done to: `batch:117` → `/batches/000117`; `undefined` where there is none. */
export function subjectPath(subject: string): string | undefined {
  const [kind = '', id = ''] = subject.split(':');
  return id === '' ? undefined : PAGES[kind]?.(id);
}
