/** The way in. */
import { ApiError, session } from '@jingwei/client'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, type InputRef } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '@/lib/keys'
import { speaking } from '@/lib/speaking'
import s from './login.module.css'
import { LoomPicture } from './LoomPicture'

export default function LoginPage() {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const second = useRef<InputRef>(null)
  const enter = async (): Promise<void> => {
    if (!login || !password) { setWrong(t('login.need')); return }
    setBusy(true)
    try {
      client.setQueryData(keys.me, await speaking(await session.open(login, password)))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setWrong(error.status === 401 ? t('login.wrong') : error.status === 429 ? t('login.wait', { n: error.retryAfter ?? 60 }) : error.offline ? t('common.offlineError') : error.message)
      setPassword('')
      second.current?.focus()
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className={s['page']}>
      <div className={s['picture']}><LoomPicture /><div className={s['motto']}><b>{t('login.motto')}</b><p>{t('login.mottoSub')}</p></div></div>
      <main className={s['side']}>
        <form className={s['form']} onSubmit={event => { event.preventDefault(); void enter() }}>
          <div className={s['brand']}><img src="/icon.svg" width="32" height="32" alt="" /><span>{t('app.name')}</span></div>
          <h1>{t('login.title')}</h1>
          <label htmlFor="login">{t('login.login')}</label>
          <Input id="login" size="large" autoFocus autoComplete="username" value={login} onChange={event => { setLogin(event.target.value); setWrong('') }} />
          <label htmlFor="password">{t('login.password')}</label>
          <Input.Password id="password" ref={second} size="large" autoComplete="current-password" value={password} onChange={event => { setPassword(event.target.value); setWrong('') }} {...(wrong ? { status: 'error' as const } : {})} />
          <div className={s['wrong']} role="alert">{wrong}</div>
          <Button type="primary" size="large" htmlType="submit" block loading={busy}>{t('login.enter')}</Button>
          <button type="button" className={s['lang']} onClick={() => void i18n.changeLanguage(i18n.language === 'zh' ? 'en' : 'zh')}>{t('top.language')}</button>
        </form>
      </main>
    </div>
  )
}
