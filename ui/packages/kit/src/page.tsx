/** The frame of a page: head with title and tools, body that scrolls; panels inside it. */
import type { CSSProperties, ReactNode } from 'react'
import s from './kit.module.css'

interface PageProps { title: ReactNode; sub?: ReactNode; lead?: ReactNode; middle?: ReactNode; tools?: ReactNode; children: ReactNode; padded?: boolean; foot?: ReactNode }

export function Page({ title, sub, lead, middle, tools, children, padded = true, foot }: PageProps) {
  return (
    <section className={s['page']}>
      <header className={s['head']}>
        {lead}
        <div className={s['titles']}><h1>{title}</h1>{sub ? <div className={s['sub']}>{sub}</div> : null}</div>
        {middle}
        <span className={s['grow']} />
        {tools ? <div className={s['tools']}>{tools}</div> : null}
      </header>
      <div className={`${s['body']} ${padded ? s['padded'] : ''}`}>{children}</div>
      {foot}
    </section>
  )
}

interface PanelProps { title?: ReactNode; count?: ReactNode; tools?: ReactNode; children: ReactNode; flush?: boolean; style?: CSSProperties; id?: string }

export function Panel({ title, count, tools, children, flush, style, id }: PanelProps) {
  return (
    <section className={s['panel']} style={style} id={id}>
      {title ? <header className={s['panelHead']}><h2>{title}</h2>{count === undefined ? null : <span className={s['count']}>{count}</span>}<span className={s['grow']} />{tools}</header> : null}
      <div className={flush ? s['flush'] : s['panelBody']} style={title ? undefined : { paddingTop: flush ? 0 : 14 }}>{children}</div>
    </section>
  )
}
