/** What every page stands on: antd in our dress and language, the query cache, the field kinds. */
import { ApiError } from '@jingwei/client'
import { antdTheme } from '@jingwei/kit'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App as Antd, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { KindsContext } from '@/fields/kind'
import { KINDS } from '@/fields/registry'
import { useMotion } from '@/hooks/useMotion'
import { useNarrow } from '@/hooks/useNarrow'
import { useLook } from '@/lib/look'

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && (error.offline || error.status >= 500),
    },
  },
})

export function Providers({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const { mode } = useLook()
  const narrow = useNarrow()
  const motion = useMotion()
  const theme = useMemo(() => antdTheme(mode, narrow, motion), [mode, narrow, motion])
  const english = i18n.language === 'en'
  dayjs.locale(english ? 'en' : 'zh-cn')
  return (
    <ConfigProvider theme={theme} locale={english ? enUS : zhCN} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <Antd style={{ height: '100%' }} message={{ top: 60, maxCount: 3 }}>
        <QueryClientProvider client={client}><KindsContext value={KINDS}>{children}</KindsContext></QueryClientProvider>
      </Antd>
    </ConfigProvider>
  )
}
