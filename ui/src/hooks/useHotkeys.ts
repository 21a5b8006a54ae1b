/** Single-letter keys for a page, silent while somebody types or a dialog is open. */
import { useEffect, useRef } from 'react'

type Handler = (event: KeyboardEvent) => void

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.getAttribute('role') === 'combobox')

const dialogOpen = (): boolean => document.querySelector('.ant-modal-wrap:not([style*="display: none"]), [data-palette]') !== null

export function useHotkeys(map: Record<string, Handler>, enabled = true): void {
  const latest = useRef(map)
  useEffect(() => { latest.current = map })
  useEffect(() => {
    if (!enabled) return
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return
      const mod = event.ctrlKey || event.metaKey
      const name = (mod ? 'mod+' : '') + (event.key.length === 1 ? event.key.toLowerCase() : event.key)
      const handler = latest.current[name]
      if (!handler || (!mod && (typing(event.target) || dialogOpen() || event.altKey))) return
      event.preventDefault()
      handler(event)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [enabled])
}
