/** After an upgrade an open page asks for pieces that are gone; it is loaded anew, once, instead of showing that to anybody. */
const MARK = 'jw.reloaded'
const ONCE_IN = 20_000

export function watchForUpgrades(): void {
  window.addEventListener('vite:preloadError', event => {
    const last = Number(sessionStorage.getItem(MARK) ?? 0)
    if (Date.now() - last < ONCE_IN) return // a piece that is missing for good is told as an error
    sessionStorage.setItem(MARK, String(Date.now()))
    event.preventDefault()
    window.location.reload()
  })
}
