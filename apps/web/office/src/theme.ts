import {
  Alert,
  Button,
  type CSSVariablesResolver,
  InputWrapper,
  Menu,
  Modal,
  Tooltip,
  createTheme,
} from '@mantine/core';

/** Quiet paper, one colour that acts. Shade 9 of it passes contrast with white; so do the dimmed texts below. */
export const theme = createTheme({
  primaryColor: 'deep',
  primaryShade: 9,
  autoContrast: true,
  colors: {
    deep: [
      '#eaf5f6',
      '#d5e8ea',
      '#a9d2d6',
      '#7abac1',
      '#54a5ae',
      '#3c97a1',
      '#2b8f9a',
      '#177b86',
      '#0d6d77',
      '#0b5c66',
    ],
  },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '0.9375rem' },
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.0625rem' } } },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    // Whatever may be left empty says so; nothing else is marked.
    InputWrapper: InputWrapper.extend({ defaultProps: { withAsterisk: false } }),
    // The placeholder takes the first focus, and is no item: the first item should be where Enter acts.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Alert: Alert.extend({ defaultProps: { variant: 'light' } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' }, transitionProps: { duration: 0 } },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 300 } }),
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#17252b',
    '--mantine-color-dimmed': '#4d5f66',
    '--mantine-color-placeholder': '#65757b',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#0b5c66',
    '--mantine-color-default-border': '#c6cccb',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b6b9',
    '--mantine-color-placeholder': '#9aa6a9',
    '--mantine-color-error': '#ff9c94',
    '--mantine-color-anchor': '#7fc9d0',
  },
});
