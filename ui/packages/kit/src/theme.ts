/** antd dressed in the tokens: small radius, no wave, dense controls, our font. */
import { theme as antd, type ThemeConfig } from 'antd'
import { FONT, MONO, PALETTES, variables, type Mode } from './tokens'

/** Without motion antd does not wait for the end of animations that never begin; what it opens would stay outside the window. */
export function antdTheme(mode: Mode, touch: boolean, motion: boolean): ThemeConfig {
  const p = PALETTES[mode]
  return {
    algorithm: mode === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: p.accent, colorInfo: p.accent, colorLink: p.accent, colorLinkHover: p.accentHover,
      colorSuccess: p.states.done.solid, colorWarning: p.states.waiting.solid, colorError: p.states.late.solid,
      colorBgLayout: p.ground, colorBgContainer: p.surface, colorBgElevated: p.raised,
      colorBorder: p.line, colorBorderSecondary: p.lineSoft, colorText: p.text, colorTextSecondary: p.text2,
      colorTextTertiary: p.text3, colorTextPlaceholder: p.text3, colorTextDescription: p.text2,
      fontFamily: FONT, fontFamilyCode: MONO, fontSize: 14,
      borderRadius: 6, borderRadiusLG: 8, borderRadiusSM: 4, borderRadiusXS: 3,
      controlHeight: touch ? 44 : 32, controlHeightSM: touch ? 44 : 26, controlHeightLG: touch ? 52 : 40,
      boxShadow: p.shadow, boxShadowSecondary: p.shadow, motionDurationMid: '.12s', motionDurationSlow: '.18s', motion,
      controlItemBgActive: p.selected, controlItemBgHover: p.hover, wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500, primaryColor: p.onAccent },
      Tabs: { horizontalMargin: '0 0 12px 0', titleFontSize: 13, horizontalItemPadding: '8px 0', horizontalItemGutter: 20 },
      Modal: { titleFontSize: 16 },
      Select: { optionSelectedBg: p.selected, optionActiveBg: p.hover },
      Drawer: { paddingLG: 0 },
    },
  }
}

export function dress(mode: Mode): void {
  const root = document.documentElement
  root.dataset['theme'] = mode
  root.style.colorScheme = mode
  for (const [name, value] of Object.entries(variables(mode))) root.style.setProperty(name, value)
}
