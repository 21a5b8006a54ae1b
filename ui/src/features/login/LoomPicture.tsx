/** The product's idea as a drawing: warps stand, wefts cross them, each as far as its order has come. */

const WARPS = Array.from({ length: 9 }, (_, i) => 90 + i * 78)
const WEFTS: { y: number; from: number; to: number; tone: string; turn: string }[] = [
  { y: 150, from: 0, to: 7, tone: '--done-solid', turn: '--running-solid' },
  { y: 214, from: 0, to: 4, tone: '--done-solid', turn: '--running-solid' },
  { y: 278, from: 0, to: 5, tone: '--done-solid', turn: '--late-solid' },
  { y: 342, from: 0, to: 2, tone: '--done-solid', turn: '--running-solid' },
  { y: 406, from: 0, to: 6, tone: '--done-solid', turn: '--waiting-solid' },
  { y: 470, from: 0, to: 1, tone: '--done-solid', turn: '--running-solid' },
  { y: 534, from: 0, to: 3, tone: '--done-solid', turn: '--promise-solid' },
]

export function LoomPicture() {
  return (
    <svg viewBox="0 0 800 900" preserveAspectRatio="xMidYMid slice" aria-hidden>
      {WARPS.map(x => <line key={x} x1={x} x2={x} y1="0" y2="900" stroke="var(--line)" strokeWidth="10" />)}
      {WEFTS.map((weft, row) => {
        const end = WARPS[weft.to] ?? 0
        return (
          <g key={weft.y}>
            {WARPS.slice(0, weft.to + 1).map((x, i) => {
              const over = (i + row) % 2 === 0
              const left = i === 0 ? -20 : x - 39
              return <line key={x} x1={left} x2={i === weft.to ? x : x + 39} y1={weft.y} y2={weft.y} stroke="var(--accent)" strokeWidth="5" opacity={over ? 1 : 0.45} />
            })}
            {WARPS.slice(0, weft.to + 1).map((x, i) => ((i + row) % 2 === 0 ? null : <line key={`w${x}`} x1={x} x2={x} y1={weft.y - 8} y2={weft.y + 8} stroke="var(--line)" strokeWidth="10" />))}
            <rect x={end - 19} y={weft.y - 13} width="38" height="26" rx="6" fill={`var(${weft.turn})`} />
            <line x1={end + 19} x2="820" y1={weft.y} y2={weft.y} stroke="var(--text3)" strokeWidth="1" strokeDasharray="2 8" opacity=".5" />
          </g>
        )
      })}
    </svg>
  )
}
