import {
  type BadgeProps,
  type ButtonProps,
  type CardProps,
  type CSSVariablesResolver,
  createTheme,
  type DrawerProps,
  type MantineThemeComponent,
  type ModalProps,
  type NotificationProps,
  type PasswordInputProps,
  type TooltipProps,
} from '@mantine/core';
import type { useSay } from '#web/words/say.ts';
import words from './words.json';

const fonts =
  'Inter, ui-sans-serif, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const monospace = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

/** Deep petrol: calm, and 6:1 against white in the shade that buttons use. */
const petrol = [
  '#eaf5f5',
  '#d6ebeb',
  '#abd6d8',
  '#82c2c6',
  '#60b0b6',
  '#469fa6',
  '#2f8c94',
  '#1f7a82',
  '#0f6b73',
  '#0a545b',
] as const;

/** A slate with a hint of the same petrol; [7] is the page, [6] what lies on it. */
const dark = [
  '#d5dce0',
  '#b6c0c6',
  '#8f9ba3',
  '#66737c',
  '#3c4953',
  '#2d3942',
  '#1d272e',
  '#141c22',
  '#0f161b',
  '#0a1014',
] as const;

/** German needs room: a long text wraps instead of being cut off. */
const buttonStyles: MantineThemeComponent['styles'] = {
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    height: 'auto',
    minHeight: 'var(--button-height)',
    paddingBlock: 4,
    fontWeight: 600,
  },
  inner: { height: 'auto' },
  label: { whiteSpace: 'normal', height: 'auto', overflow: 'visible', lineHeight: 1.25 },
};

/** A component's defaults; its type is enough, so that the theme does not pull the components into the first load. */
function defaults<Props extends object>(
  defaultProps: Partial<Props>,
  styles?: MantineThemeComponent['styles'],
): MantineThemeComponent {
  return { defaultProps, ...(styles && { styles }) };
}

/** The look of the house. Contrast is set so that no page has a WCAG AA fault in light or dark. */
export function themeFor(say: ReturnType<typeof useSay>) {
  const closing = { closeButtonProps: { 'aria-label': say(words.close) } };
  // A dialog's head is no second banner of the page.
  const dialog = { ...closing, attributes: { header: { role: 'none' } } };
  return createTheme({
    autoContrast: true,
    luminanceThreshold: 0.2,
    primaryColor: 'petrol',
    primaryShade: { light: 8, dark: 8 },
    black: '#17242b',
    colors: { petrol, dark },
    fontFamily: fonts,
    fontFamilyMonospace: monospace,
    headings: { fontFamily: fonts, fontWeight: '650', sizes: { h1: { fontSize: '1.75rem', lineHeight: '1.25' } } },
    defaultRadius: 'md',
    radius: { md: '10px', lg: '14px' },
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      Badge: defaults<BadgeProps>({}, { root: { textTransform: 'none', fontWeight: 600 } }),
      Button: defaults<ButtonProps>({}, buttonStyles),
      Card: defaults<CardProps>({ withBorder: true, radius: 'lg', padding: 'lg' }),
      Modal: defaults<ModalProps>({ ...dialog, radius: 'lg', centered: true }),
      Drawer: defaults<DrawerProps>(dialog),
      Notification: defaults<NotificationProps>(closing),
      PasswordInput: defaults<PasswordInputProps>({
        visibilityToggleButtonProps: { 'aria-label': say(words.showTyped) },
      }),
      // The switch itself takes the press, not the picture that lies over it.
      Switch: defaults({}, { input: { zIndex: 1, cursor: 'pointer' } }),
      Tooltip: defaults<TooltipProps>({ events: { hover: true, focus: true, touch: false } }),
    },
  });
}

/** Measured with axe: several of Mantine's own text colours are too pale. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#626a72',
    '--mantine-color-dimmed': '#565e64',
    '--mantine-color-green-light-color': '#1b5e2a',
    '--mantine-color-orange-light-color': '#8f3208',
    '--mantine-color-orange-outline': '#a8400b',
    '--mantine-color-red-light-color': '#a11d1d',
    '--mantine-color-cyan-light-color': '#0b5563',
    '--mantine-color-gray-light-color': '#495057',
    '--mantine-color-default-border': 'var(--koppel-line)',
  },
  dark: {
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#a6a7ab',
    '--mantine-color-dimmed': '#a9b4bb',
    '--mantine-color-anchor': 'var(--mantine-color-petrol-3)',
    '--mantine-color-petrol-light': 'rgb(70 159 166 / 18%)',
    '--mantine-color-petrol-light-hover': 'rgb(70 159 166 / 26%)',
    '--mantine-color-petrol-light-color': 'var(--mantine-color-petrol-2)',
    '--mantine-color-default-border': 'var(--koppel-line)',
  },
});
