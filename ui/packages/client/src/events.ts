/** Live updates: one EventSource, reconnecting by itself, telling one listener what changed. */
import type { LiveEvent } from './types'

export function listen(onEvent: (event: LiveEvent) => void, onState: (connected: boolean) => void): () => void {
  const source = new EventSource('/api/v1/events', { withCredentials: true })
  source.onopen = () => onState(true)
  source.onerror = () => onState(false)
  source.onmessage = message => {
    try {
      onEvent(JSON.parse(String(message.data)) as LiveEvent)
    } catch {
      // A half line after a broken connection is not an event; the next one follows.
    }
  }
  return () => source.close()
}
