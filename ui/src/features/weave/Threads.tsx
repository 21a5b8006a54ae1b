/** One crossing of the cloth: warp and weft, one over the other in turn. */

interface Props { over: boolean; left: boolean; right: boolean; begun: boolean; last: boolean }

export function Threads({ over, left, right, begun, last }: Props) {
  const warp = <line x1="50" x2="50" y1="0" y2={last ? 38 : 44} stroke="var(--line)" strokeWidth="4" vectorEffect="non-scaling-stroke" />
  const weft = (
    <>
      {left ? <line x1="0" x2="50" y1="22" y2="22" stroke="var(--done-solid)" strokeWidth="2" vectorEffect="non-scaling-stroke" opacity=".75" /> : null}
      {right ? <line x1="50" x2="100" y1="22" y2="22" stroke="var(--done-solid)" strokeWidth="2" vectorEffect="non-scaling-stroke" opacity=".75" /> : null}
      {begun ? null : <line x1="0" x2="100" y1="22" y2="22" stroke="var(--text3)" strokeWidth="1" strokeDasharray="1 5" vectorEffect="non-scaling-stroke" opacity=".55" />}
      {begun && !right ? <line x1="50" x2="100" y1="22" y2="22" stroke="var(--text3)" strokeWidth="1" strokeDasharray="1 5" vectorEffect="non-scaling-stroke" opacity=".55" /> : null}
    </>
  )
  return <svg className="threads" viewBox="0 0 100 44" preserveAspectRatio="none" aria-hidden style={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }}>{over ? <>{warp}{weft}</> : <>{weft}{warp}</>}</svg>
}
