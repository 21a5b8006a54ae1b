/** The places of the frame, once for rail, bottom bar and palette. */
import { AppstoreOutlined, BarcodeOutlined, CalendarOutlined, CheckSquareOutlined, ClusterOutlined, HomeOutlined, ImportOutlined, InboxOutlined, ScanOutlined, ScheduleOutlined, TeamOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { address } from '@/lib/address'
import { useSession } from '@/lib/session'

const Weave = () => (
  <svg viewBox="0 0 16 16" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round"><path d="M5 1.5v2M5 6.5v8M11 1.5v5M11 9.5v5M1.5 5h7M11.5 5h3M1.5 11h2M6.5 11h8M8 1.5v13" /></svg>
)
export interface Place { name: 'home' | 'inbox' | 'weave' | 'mrp' | 'schedule' | 'bom' | 'kit' | 'stock' | 'apps' | 'floor' | 'imports' | 'promises'; to: string; icon: ReactNode; group: 'work' | 'plan' | 'rest' }

const PLACES: readonly Place[] = [
  { name: 'home', to: address.home, icon: <HomeOutlined />, group: 'work' },
  { name: 'inbox', to: address.inbox, icon: <CheckSquareOutlined />, group: 'work' },
  { name: 'weave', to: address.weave, icon: <span role="img" className="anticon"><Weave /></span>, group: 'work' },
  { name: 'promises', to: address.promises, icon: <TeamOutlined />, group: 'work' },
  { name: 'mrp', to: address.mrp, icon: <CalendarOutlined />, group: 'plan' },
  { name: 'schedule', to: address.schedule, icon: <ScheduleOutlined />, group: 'plan' },
  { name: 'bom', to: address.bom(), icon: <ClusterOutlined />, group: 'plan' },
  { name: 'kit', to: address.kit(), icon: <BarcodeOutlined />, group: 'plan' },
  { name: 'stock', to: address.stock(), icon: <InboxOutlined />, group: 'plan' },
  { name: 'floor', to: address.floor, icon: <ScanOutlined />, group: 'rest' },
  { name: 'apps', to: address.apps, icon: <AppstoreOutlined />, group: 'rest' },
  { name: 'imports', to: address.imports, icon: <ImportOutlined />, group: 'rest' },
]
/** The places this person can use. */
export function usePlaces(): readonly Place[] {
  const { catalogue: { pages, apps }, me } = useSession()
  const imports = me.admin || apps.some(app => app.forms.some(form => form.can.import))
  return PLACES.filter(place => place.name === 'imports' ? imports : !(GATED as readonly string[]).includes(place.name) || place.name in pages)
}
const GATED = ['mrp', 'schedule', 'bom', 'kit', 'stock', 'floor'] as const

const PHONE: readonly Place['name'][] = ['home', 'inbox', 'weave', 'floor', 'stock', 'apps']
/** The five entries of a phone's bottom bar: who reports work has that at hand, everybody else the stock. */
export function phonePlaces(places: readonly Place[]): readonly Place[] {
  const found = PHONE.flatMap(name => places.filter(place => place.name === name))
  return found.length > 5 ? found.filter(place => place.name !== 'stock') : found
}
