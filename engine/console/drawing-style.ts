/** The look of what reports and pages draw alike: charts, timelines, bars, severities, causes. */
export const DRAWING_STYLE = `
svg.chart { display: block; width: 100%; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
svg .lane { font-size: 13px; fill: var(--ink); }
svg .rule { stroke: var(--rule); fill: none; }
svg .tick { stroke: var(--soft); fill: none; }
.band { fill: var(--band); }
.expected { fill: none; stroke: var(--soft); stroke-width: 1.3; stroke-dasharray: 4 3; }
.value { fill: none; stroke: var(--accent); stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
.anomaly { fill: var(--critical); stroke: var(--card); stroke-width: 1.4; }
.anomaly.missing { fill: var(--card); stroke: var(--critical); }
.onset { fill: var(--critical); opacity: .09; }
svg .label { fill: var(--label); }
.mark.critical, .share.critical { fill: var(--critical); } .mark.high { fill: var(--high); } .mark.medium { fill: var(--medium); } .mark.low { fill: var(--low); }
.timeline .mark { stroke: var(--card); }
a:hover .mark, a:focus .mark { opacity: .7; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--soft); font-size: 13px; margin: 0 0 12px; padding: 0; list-style: none; }
.legend svg { width: 26px; height: 12px; vertical-align: -1px; margin-right: 6px; }
.severity { font-weight: 700; font-variant-numeric: tabular-nums; font-size: 15px; text-align: center; border-radius: 8px; padding: 3px 0; color: light-dark(#fff, #10151c); }
.severity.critical { background: var(--critical); } .severity.high { background: var(--high); } .severity.medium { background: var(--medium); } .severity.low { background: var(--low); }
/* For screen readers. */
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.bars { display: grid; grid-template-columns: minmax(70px, auto) 1fr 44px; gap: 5px 10px; margin: 0; font-size: 13.5px; align-items: center; }
.bars dt { overflow-wrap: anywhere; } .bars dd { margin: 0; } .bars dd + dd { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); }
.bars svg { display: block; width: 100%; height: 10px; }
.share { fill: var(--accent); } .track { fill: var(--rule); }
svg.causes { display: block; margin: 8px 0 12px; }
.causes .box { fill: var(--page); stroke: var(--rule); } .causes .self { fill: var(--band); stroke: var(--accent); } .causes .box.unknown { stroke-dasharray: 4 3; }
.causes .name { font-size: 13px; font-weight: 600; fill: var(--ink); } .causes .percent { font-size: 12px; font-weight: 600; fill: var(--ink); paint-order: stroke; stroke: var(--card); stroke-width: 4px; }
.causes .arrow { fill: none; stroke: var(--accent); opacity: .75; } .causes .head { fill: var(--accent); } .causes .arrow.unknown { stroke: var(--soft); stroke-dasharray: 5 4; } .causes .head.unknown { fill: var(--soft); }
.sentence { font-size: 16px; line-height: 1.5; margin: 12px 0 4px; overflow-wrap: anywhere; }
`
