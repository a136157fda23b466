import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export const templatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/templates',
  validateSearch: (search: Record<string, unknown>): { readonly at?: string | undefined } => ({
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./templates/templates.page.js'), 'TemplatesPage'),
});

export const newTemplateRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/templates/new',
  /** `from`: the name of a preset, or the id of a template that gets its next version. */
  validateSearch: (search: Record<string, unknown>): { readonly from?: string | undefined } => ({
    ...textIn(search, 'from'),
  }),
  component: lazyRouteComponent(() => import('./templates/editor.page.js'), 'TemplateEditorPage'),
});

export const templateRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/templates/$id',
  component: lazyRouteComponent(() => import('./templates/template.page.js'), 'TemplatePage'),
});

export const templateRoutes = [templatesRoute, newTemplateRoute, templateRoute] as const;
