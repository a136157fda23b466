import { Button, type CSSVariablesResolver, InputWrapper, createTheme } from '@mantine/core';

/** The office's paper and its one colour that acts (shade 9 passes contrast with white), in sizes for a finger. */
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
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'lg' } }),
    InputWrapper: InputWrapper.extend({ defaultProps: { withAsterisk: false } }),
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#17252b',
    '--mantine-color-dimmed': '#4d5f66',
    '--mantine-color-placeholder': '#65757b',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#8b979a',
  },
  dark: {},
});
