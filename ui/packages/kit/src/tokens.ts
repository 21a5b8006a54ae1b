/** The look in numbers: one accent, state colours, grounds; the only place where a colour is written. */

export type Mode = 'light' | 'dark'
export type State = 'draft' | 'running' | 'waiting' | 'late' | 'done' | 'promise'

export const FONT = [
  '"PingFang SC"', '"HarmonyOS Sans SC"', '"Microsoft YaHei UI"', '"Microsoft YaHei"', '"Source Han Sans SC"',
  '"Noto Sans CJK SC"', '"Noto Sans SC"', '"WenQuanYi Micro Hei"', 'system-ui', '-apple-system', '"Segoe UI"', 'Roboto', 'sans-serif',
].join(', ')
export const MONO = 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "WenQuanYi Micro Hei Mono", monospace'

interface Palette {
  accent: string; accentHover: string; accentSoft: string; onAccent: string
  ground: string; surface: string; raised: string; sunken: string; hover: string; selected: string
  line: string; lineSoft: string; text: string; text2: string; text3: string
  shadow: string
  states: Record<State, { ink: string; soft: string; solid: string }>
}

export const PALETTES: Record<Mode, Palette> = {
  light: {
    accent: '#0f6e73', accentHover: '#0b5a5e', accentSoft: '#e4f1f1', onAccent: '#ffffff',
    ground: '#f5f6f6', surface: '#ffffff', raised: '#ffffff', sunken: '#f0f2f2', hover: '#f3f5f5', selected: '#e9f3f3',
    line: '#e1e4e5', lineSoft: '#edeff0', text: '#16191b', text2: '#566067', text3: '#656f76',
    shadow: '0 8px 28px rgba(16, 24, 28, .14), 0 1px 3px rgba(16, 24, 28, .08)',
    states: {
      draft: { ink: '#5b656c', soft: '#eef0f1', solid: '#a5aeb4' },
      running: { ink: '#1d5fc4', soft: '#e8f0fd', solid: '#2c6bdb' },
      waiting: { ink: '#8a5a00', soft: '#fdf2da', solid: '#e0a11b' },
      late: { ink: '#bf2a2a', soft: '#fdebea', solid: '#d13a3a' },
      done: { ink: '#1c7a45', soft: '#e6f5ec', solid: '#35a165' },
      promise: { ink: '#6a45c2', soft: '#f0ebfc', solid: '#8f6be0' },
    },
  },
  dark: {
    accent: '#3fa3a6', accentHover: '#5bbabd', accentSoft: '#15302f', onAccent: '#06191a',
    ground: '#0f1112', surface: '#16191a', raised: '#1d2122', sunken: '#121415', hover: '#1d2122', selected: '#172a2b',
    line: '#2b3032', lineSoft: '#222628', text: '#e8ebec', text2: '#a3adb3', text3: '#89939a',
    shadow: '0 10px 32px rgba(0, 0, 0, .55), 0 0 0 1px #2b3032',
    states: {
      draft: { ink: '#aeb7bd', soft: '#23282a', solid: '#6d777d' },
      running: { ink: '#82b0fb', soft: '#16263f', solid: '#3a74d6' },
      waiting: { ink: '#edbb57', soft: '#33270d', solid: '#c98f1d' },
      late: { ink: '#fb8f8a', soft: '#3a1a1a', solid: '#d84c4c' },
      done: { ink: '#69cd95', soft: '#12301f', solid: '#319b60' },
      promise: { ink: '#b99df7', soft: '#291f42', solid: '#8a66da' },
    },
  },
}

/** Hues that tell things apart and mean no state: orders, setup families; alike in lightness, none of them the red of late. */
export const SERIES: Record<Mode, readonly string[]> = {
  light: ['#2f7f9e', '#7a6bc4', '#b0872a', '#4d8f5b', '#a85f9a', '#5f7a8c', '#8a7a3c', '#3f8f8a', '#6f83c9', '#9a6b4f'],
  dark: ['#4fa3c4', '#9a8be0', '#c9a24a', '#6cb07a', '#c681b8', '#859fb0', '#aa9a5a', '#5fb0aa', '#8ea1e2', '#bb8c70'],
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, c => '-' + c.toLowerCase())

/** CSS variables for the page's own drawing, from the same numbers antd gets. */
export function variables(mode: Mode): Record<string, string> {
  const { states, ...plain } = PALETTES[mode]
  const found: Record<string, string> = { '--font': FONT, '--mono': MONO }
  for (const [name, value] of Object.entries(plain)) found['--' + dashed(name)] = value
  for (const [name, tones] of Object.entries(states)) {
    for (const [tone, value] of Object.entries(tones)) found[`--${name}-${tone}`] = value
  }
  return found
}
